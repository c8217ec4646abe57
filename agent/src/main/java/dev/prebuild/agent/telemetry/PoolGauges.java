package dev.prebuild.agent.telemetry;

import dev.prebuild.config.spec.WarmPoolPhase;
import dev.prebuild.pool.PoolFigures;
import dev.prebuild.pool.autoscale.Bound;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * How pools are, read when scraped. A pool's numbers go with it.
 *
 * @param figures of each pool, by its id
 */
record PoolGauges(Supplier<Map<UUID, PoolFigures>> figures, InstantSource clock) {
  private static final Label POOL = Label.open("pool");

  void addTo(Metrics metrics) {
    metrics.watch(
        "prebuild_agent_pool_instances",
        "Instances in a pool by state: running ones are ready to be claimed.",
        each(
            (gauge, pool, one) -> {
              gauge.call(one.status().running(), pool, "running");
              gauge.call(one.status().stopped(), pool, "stopped");
              gauge.call(one.comingUp(), pool, "coming_up");
              gauge.call(one.leaving(), pool, "leaving");
            }),
        POOL,
        Label.of("state", "running", "stopped", "coming_up", "leaving"));
    metrics.watch(
        "prebuild_agent_pool_desired_instances",
        "Running instances wanted in a pool, by what has decided it: demand, min_size, "
            + "max_size, schedule. The log says it in words.",
        each(
            (gauge, pool, one) ->
                gauge.call(one.target().size(), pool, bound(one.target().bound()))),
        POOL,
        Label.of("bound", "demand", "min_size", "max_size", "schedule"));
    watch(
        metrics,
        "prebuild_agent_pool_degraded",
        "1 if something is wrong with a pool, which its status and the log tell; 0 if not.",
        one -> one.status().phase() == WarmPoolPhase.DEGRADED ? 1 : 0);
    watch(
        metrics,
        "prebuild_agent_pool_outdated_instances",
        "Instances of another snapshot than the newest; each is also counted by its state.",
        PoolFigures::outdated);
    watch(
        metrics,
        "prebuild_agent_pool_waiting_claims",
        "Claims that wait for a pool's next instance.",
        PoolFigures::waitingClaims);
    watch(
        metrics,
        "prebuild_agent_pool_oldest_instance_age_seconds",
        "Age of a pool's oldest idle instance; 0 if it has none.",
        one -> since(one.oldest().orElseGet(clock::instant)));
    watch(
        metrics,
        "prebuild_agent_pool_snapshot_lag_seconds",
        "How long a pool has held instances of another snapshot than the newest; 0 if it does not.",
        one -> since(one.laggingSince().orElseGet(clock::instant)));
  }

  private void watch(
      Metrics metrics, String name, String help, ToDoubleFunction<PoolFigures> value) {
    metrics.watch(
        name, help, each((gauge, pool, one) -> gauge.call(value.applyAsDouble(one), pool)), POOL);
  }

  private interface Show {
    void of(GaugeWithCallback.Callback gauge, String pool, PoolFigures figures);
  }

  private Consumer<GaugeWithCallback.Callback> each(Show show) {
    return gauge -> figures.get().forEach((pool, one) -> show.of(gauge, pool.toString(), one));
  }

  private static String bound(Bound bound) {
    return switch (bound) {
      case NONE -> "demand";
      case MIN_SIZE -> "min_size";
      case MAX_SIZE -> "max_size";
      case SCHEDULE -> "schedule";
    };
  }

  private double since(Instant when) {
    return Math.max(0, Duration.between(when, clock.instant()).toMillis() / 1e3);
  }
}
