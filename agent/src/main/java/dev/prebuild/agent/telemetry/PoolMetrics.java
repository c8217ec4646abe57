package dev.prebuild.agent.telemetry;

import dev.prebuild.pool.PoolFigures;
import dev.prebuild.pool.autoscale.Bound;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The metrics of warm pools and of claims. */
final class PoolMetrics {
  private static final double[] CLAIM_SECONDS = {
    0.0005, 0.001, 0.0015, 0.002, 0.003, 0.004, 0.006, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5,
    10, 30, 60
  };
  private static final double[] OPERATION_SECONDS = {
    0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300
  };

  private final PrometheusRegistry registry;
  final Counter claims;
  final Counter misses;
  final Histogram claimSeconds;
  final Counter operations;
  final Histogram operationSeconds;
  final Histogram refillSeconds;
  final Counter rotations;

  PoolMetrics(PrometheusRegistry registry) {
    this.registry = registry;
    claims =
        counter(
            "claims_total",
            "Claims by outcome: running, stopped, cold, repeated, or why it was refused.",
            "outcome");
    misses =
        counter(
            "claim_misses_total",
            "Claims that got no ready instance of the newest snapshot at once, by reason: empty, "
                + "stale, unhealthy, capacity.",
            "reason");
    claimSeconds =
        histogram(
            "claim_duration_seconds",
            "Time from a claim's arrival to its instance, by where the instance came from.",
            "source",
            CLAIM_SECONDS);
    operations =
        counter(
            "pool_operations_total",
            "Operations on instances, by outcome: create, start, prove, stop, look, remove.",
            "operation",
            "outcome");
    operationSeconds =
        histogram(
            "pool_operation_duration_seconds",
            "Time from the decision on an operation to its end, waiting for its turn included.",
            "operation",
            OPERATION_SECONDS);
    refillSeconds =
        histogram(
            "pool_refill_duration_seconds",
            "Time from the decision to bring an instance up until it was ready, by what it came "
                + "from: stopped, scratch.",
            "source",
            OPERATION_SECONDS);
    rotations =
        counter(
            "pool_rotations_total",
            "Instances brought up in place of outdated ones, by outcome.",
            "outcome");
  }

  private Counter counter(String name, String help, String... labels) {
    return Counter.builder()
        .name("prebuild_agent_" + name)
        .help(help)
        .labelNames(labels)
        .register(registry);
  }

  private Histogram histogram(String name, String help, String label, double[] bounds) {
    return Histogram.builder()
        .name("prebuild_agent_" + name)
        .help(help)
        .labelNames(label)
        .classicOnly()
        .classicUpperBounds(bounds)
        .register(registry);
  }

  /** How pools are, read when scraped. */
  void watch(Supplier<Map<UUID, PoolFigures>> figures, InstantSource clock) {
    GaugeWithCallback.builder()
        .name("prebuild_agent_pool_instances")
        .help(
            "Instances in a pool by state: running ones are ready to be claimed; those that are "
                + "outdated are counted among the others too.")
        .labelNames("pool", "state")
        .callback(
            gauge ->
                figures
                    .get()
                    .forEach(
                        (pool, one) -> {
                          gauge.call(one.status().running(), pool.toString(), "running");
                          gauge.call(one.status().stopped(), pool.toString(), "stopped");
                          gauge.call(one.comingUp(), pool.toString(), "coming_up");
                          gauge.call(one.leaving(), pool.toString(), "leaving");
                          gauge.call(one.outdated(), pool.toString(), "outdated");
                        }))
        .register(registry);
    GaugeWithCallback.builder()
        .name("prebuild_agent_pool_desired_instances")
        .help(
            "Running instances wanted in a pool, by what has decided it: demand, min_size, "
                + "max_size, schedule. The log says it in words.")
        .labelNames("pool", "bound")
        .callback(
            gauge ->
                figures
                    .get()
                    .forEach(
                        (pool, one) ->
                            gauge.call(
                                one.target().size(), pool.toString(), bound(one.target().bound()))))
        .register(registry);
    gauge(
        figures,
        "pool_waiting_claims",
        "Claims that wait for a pool's next instance.",
        PoolFigures::waitingClaims);
    gauge(
        figures,
        "pool_oldest_instance_age_seconds",
        "Age of a pool's oldest idle instance; 0 if it has none.",
        one -> since(one.oldest().orElseGet(clock::instant), clock));
    gauge(
        figures,
        "pool_snapshot_lag_seconds",
        "How long a pool has held instances of another snapshot than the newest; 0 if it does not.",
        one -> since(one.laggingSince().orElseGet(clock::instant), clock));
  }

  private static String bound(Bound bound) {
    return switch (bound) {
      case NONE -> "demand";
      case MIN_SIZE -> "min_size";
      case MAX_SIZE -> "max_size";
      case SCHEDULE -> "schedule";
    };
  }

  private static double since(Instant when, InstantSource clock) {
    return Math.max(0, Duration.between(when, clock.instant()).toMillis() / 1e3);
  }

  private void gauge(
      Supplier<Map<UUID, PoolFigures>> figures,
      String name,
      String help,
      ToDoubleFunction<PoolFigures> value) {
    GaugeWithCallback.builder()
        .name("prebuild_agent_" + name)
        .help(help)
        .labelNames("pool")
        .callback(
            gauge ->
                figures
                    .get()
                    .forEach((pool, one) -> gauge.call(value.applyAsDouble(one), pool.toString())))
        .register(registry);
  }
}
