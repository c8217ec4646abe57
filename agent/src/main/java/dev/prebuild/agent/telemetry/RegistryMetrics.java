package dev.prebuild.agent.telemetry;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;

/** The metrics of the registry that snapshots travel through. */
final class RegistryMetrics {
  private static final double[] SECONDS = {
    0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 60, 120, 300, 600, 1200
  };

  static final String DONE = "done";
  static final String FAILED = "failed";
  private static final Label OUTCOME = Label.of("outcome", DONE, FAILED);

  /** Their counts are those of the pushes. */
  final Histogram pushSeconds;

  final Histogram pullSeconds;
  final Counter pushedBytes;

  RegistryMetrics(Metrics metrics) {
    pushSeconds =
        metrics.histogram(
            "prebuild_agent_snapshot_push_duration_seconds",
            "Time that pushes of snapshots to the registry took, by outcome: done, failed.",
            SECONDS,
            OUTCOME);
    pullSeconds =
        metrics.histogram(
            "prebuild_agent_snapshot_pull_duration_seconds",
            "Time that pulls of snapshots from the registry took, by outcome: done, failed.",
            SECONDS,
            OUTCOME);
    pushedBytes =
        metrics.counter(
            "prebuild_agent_snapshot_pushed_bytes_total",
            "Bytes of layers that were pushed since the registry had them not, unpacked.");
  }
}
