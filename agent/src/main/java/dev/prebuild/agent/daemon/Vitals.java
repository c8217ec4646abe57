package dev.prebuild.agent.daemon;

import com.codahale.metrics.health.HealthCheckRegistry;
import dev.prebuild.agent.engine.EngineWatch;
import dev.prebuild.agent.life.Sign;
import dev.prebuild.agent.logs.PrebuildLogs;
import dev.prebuild.agent.overview.Overviews;
import dev.prebuild.agent.pressure.PressureLoop;
import dev.prebuild.agent.sync.SyncLoop;
import dev.prebuild.agent.telemetry.Metrics;
import dev.prebuild.pool.Pools;
import dev.prebuild.snapshot.Prebuilds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What it all rests on, and what waits: as health checks and as metrics. */
record Vitals(
    EngineWatch watch,
    SyncLoop sync,
    Prebuilds prebuilds,
    Pools pools,
    PrebuildLogs logs,
    PressureLoop pressure,
    DiskCheck disk) {
  /** A message is a pure decision and a few hand-overs. */
  private static final Duration SLOWEST_MESSAGE = Duration.ofMinutes(1);

  Overviews.Failures failures() {
    return new Overviews.Failures(watch::failure, sync::lastFailure, disk::failure);
  }

  /** The last signs of life of all loops that have begun. */
  List<Sign> signs() {
    Stream<Sign> ofPools =
        pools.busySince().entrySet().stream()
            .map(
                busy ->
                    new Sign(
                        "the loop of pool " + busy.getKey(),
                        busy.getValue() + SLOWEST_MESSAGE.toNanos()));
    Stream<Sign> ofTheRest =
        Stream.of(watch.sign(), sync.sign(), pressure.sign()).flatMap(Optional::stream);
    return Stream.concat(ofTheRest, ofPools).toList();
  }

  /** How it all is, in a line. */
  String summary() {
    int ready =
        pools.figures().values().stream().mapToInt(figures -> figures.status().running()).sum();
    return "pools: %d, ready: %d, prebuilds: %d; engine %s, control plane %s"
        .formatted(
            pools.figures().size(),
            ready,
            prebuilds.underWay(),
            upOrAway(watch.failure()),
            upOrAway(sync.lastFailure()));
  }

  private static String upOrAway(Optional<String> failure) {
    return failure.isEmpty() ? "up" : "away";
  }

  /** Registers what can be wrong. */
  void addTo(HealthCheckRegistry health) {
    health.register("engine", FailureCheck.of(watch::failure));
    health.register("controlPlane", FailureCheck.of(sync::lastFailure));
    health.register("disk", FailureCheck.of(disk::failure));
  }

  /** Shows the same, and more, whenever it is scraped. */
  void addTo(Metrics metrics) {
    metrics.watch(
        "prebuild_agent_waiting_prebuilds",
        "Prebuilds of this host that wait for others to be done.",
        () -> prebuilds.queue().length());
    metrics.watch(
        "prebuild_agent_longest_prebuild_wait_seconds",
        "How long the first prebuild that waits for others has waited; 0 if none does.",
        () -> prebuilds.queue().longestWait().toMillis() / 1e3);
    metrics.watch(
        "prebuild_agent_pool_operations_waiting",
        "Operations of all pools that wait for their turn on this host.",
        pools::waitingOperations);
    metrics.watchUp(
        "prebuild_agent_engine_up",
        "Whether the container engine answers.",
        () -> watch.failure().isEmpty());
    metrics.watchUp(
        "prebuild_agent_control_plane_up",
        "Whether the last sync with the control plane succeeded.",
        () -> sync.lastFailure().isEmpty());
    metrics.watch(
        "prebuild_agent_control_plane_last_sync_timestamp_seconds",
        "Unix time of the last successful sync with the control plane; 0 if there was none.",
        () -> sync.lastSuccess().map(Instant::getEpochSecond).orElse(0L));
    metrics.watch(
        "prebuild_agent_disk_free_bytes",
        "Free space where the engine keeps images and containers, or the agent its state.",
        disk::freeBytes);
    metrics.watch(
        "prebuild_agent_disk_minimum_free_bytes",
        "What is to stay free there (disk.minimumFree): below it no snapshot is made.",
        disk::minimumFree);
    metrics.watch(
        "prebuild_agent_prebuild_logs_bytes",
        "Space that the logs of prebuilds take up on the disk.",
        logs::bytes);
  }
}
