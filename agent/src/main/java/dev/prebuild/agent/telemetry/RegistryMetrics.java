package dev.prebuild.agent.telemetry;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** The metrics of the registry that snapshots travel through. */
final class RegistryMetrics {
  private static final double[] SECONDS = {
    0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 60, 120, 300, 600, 1200
  };

  private final PrometheusRegistry registry;

  /** Their counts are those of the pushes. */
  final Histogram pushSeconds;

  final Histogram pullSeconds;
  final Counter pushedBytes;

  RegistryMetrics(PrometheusRegistry registry) {
    this.registry = registry;
    pushSeconds =
        histogram(
            "push_duration_seconds",
            "Time that pushes of snapshots to the registry took, by outcome: done, failed.");
    pullSeconds =
        histogram(
            "pull_duration_seconds",
            "Time that pulls of snapshots from the registry took, by outcome: done, failed.");
    pushedBytes =
        Counter.builder()
            .name("prebuild_agent_snapshot_pushed_bytes_total")
            .help("Bytes of layers that were pushed since the registry had them not, unpacked.")
            .register(registry);
  }

  private Histogram histogram(String name, String help) {
    return Histogram.builder()
        .name("prebuild_agent_snapshot_" + name)
        .help(help)
        .labelNames("outcome")
        .classicOnly()
        .classicUpperBounds(SECONDS)
        .register(registry);
  }
}
