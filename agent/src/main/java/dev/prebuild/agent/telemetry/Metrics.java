package dev.prebuild.agent.telemetry;

import com.codahale.metrics.MetricRegistry;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.instrumentation.dropwizard.DropwizardExports;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;

/**
 * Every metric of the agent's own, by Prometheus's conventions: base units, bounded labels,
 * histograms that can be added up over hosts. Dropwizard's registry is exported beside them.
 */
public final class Metrics {
  private static final double[] PREBUILD_SECONDS = {
    5, 15, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200
  };

  private static final double[] PHASE_SECONDS = {
    0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1_200, 3_600, 7_200
  };

  private static final double[] CLONE_SECONDS = {
    0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1_800
  };

  private static final double[] API_CALL_SECONDS = {
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
  };

  private final PrometheusRegistry registry = new PrometheusRegistry();

  final Counter prebuilds =
      Counter.builder()
          .name("prebuild_agent_prebuilds_total")
          .help("Prebuilds that have ended, by outcome: completed, failed, cancelled, deleted.")
          .labelNames("outcome")
          .register(registry);

  final Histogram prebuildSeconds =
      Histogram.builder()
          .name("prebuild_agent_prebuild_duration_seconds")
          .help("Time from STARTING to the end of a prebuild, by outcome.")
          .labelNames("outcome")
          .classicOnly()
          .classicUpperBounds(PREBUILD_SECONDS)
          .register(registry);

  final Histogram phaseSeconds =
      Histogram.builder()
          .name("prebuild_agent_prebuild_phase_duration_seconds")
          .help("Time that prebuilds spent in a phase, seen by this run of the agent.")
          .labelNames("phase")
          .classicOnly()
          .classicUpperBounds(PHASE_SECONDS)
          .register(registry);

  final Counter clones =
      Counter.builder()
          .name("prebuild_agent_clones_total")
          .help("Clones of prebuilds' sources, by outcome: cloned, interrupted, or what failed.")
          .labelNames("outcome")
          .register(registry);

  final Counter cloneMirrors =
      Counter.builder()
          .name("prebuild_agent_clone_mirror_total")
          .help(
              "Repositories and submodules cloned, by what their mirror was: hit, miss, bypassed.")
          .labelNames("result")
          .register(registry);

  final Histogram cloneSeconds =
      Histogram.builder()
          .name("prebuild_agent_clone_duration_seconds")
          .help("Time that prebuilds' sources took to clone, submodules and large files included.")
          .classicOnly()
          .classicUpperBounds(CLONE_SECONDS)
          .register(registry);

  final Counter clonedBytes =
      Counter.builder()
          .name("prebuild_agent_clone_fetched_bytes_total")
          .help("Bytes that clones fetched, as they lie on disk.")
          .register(registry);

  final Counter logBytes =
      Counter.builder()
          .name("prebuild_agent_prebuild_log_bytes_total")
          .help("Text that prebuilds have printed, by fate: kept, or dropped from its log later.")
          .labelNames("fate")
          .register(registry);

  final Counter logFailures =
      Counter.builder()
          .name("prebuild_agent_prebuild_log_failures_total")
          .help("Failures to write or read the log of a prebuild, which goes on all the same.")
          .register(registry);

  final Counter apiCalls =
      Counter.builder()
          .name("prebuild_agent_api_calls_total")
          .help("Calls of the embedded control plane's API, by Connect's code: ok, or the refusal.")
          .labelNames("method", "code")
          .register(registry);

  final Histogram apiCallSeconds =
      Histogram.builder()
          .name("prebuild_agent_api_call_duration_seconds")
          .help(
              "Time that calls of the embedded control plane's API took; without Sync, which waits.")
          .labelNames("method")
          .classicOnly()
          .classicUpperBounds(API_CALL_SECONDS)
          .register(registry);

  /** What a scrape reads. */
  public PrometheusRegistry registry() {
    return registry;
  }

  /** Exports Dropwizard's own metrics: HTTP server, JVM, circuit breaker. */
  public void export(MetricRegistry dropwizard) {
    DropwizardExports.builder().dropwizardRegistry(dropwizard).register(registry);
  }

  /** Whether something that the agent depends on is there, read when scraped. */
  public void watchUp(String name, String help, BooleanSupplier isUp) {
    watch(name, help, () -> isUp.getAsBoolean() ? 1 : 0);
  }

  /** A number without labels, read when scraped. */
  public void watch(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name("prebuild_agent_" + name)
        .help(help)
        .callback(gauge -> gauge.call(value.getAsDouble()))
        .register(registry);
  }
}
