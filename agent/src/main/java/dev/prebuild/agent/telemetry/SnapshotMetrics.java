package dev.prebuild.agent.telemetry;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.Consumer;

/** The metrics of snapshots. */
final class SnapshotMetrics {
  private static final double[] COMMIT_SECONDS = {
    0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 60, 120, 300, 600
  };
  private static final double[] PROOF_SECONDS = {0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60};
  private static final double[] SEARCH_SECONDS = {0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300};

  /** From 1 MiB to 64 GiB. */
  private static final double[] BYTES = {
    0x1p20, 0x1p22, 0x1p24, 0x1p26, 0x1p28, 0x1p29, 0x1p30, 0x1p31, 0x1p32, 0x1p33, 0x1p34, 0x1p35,
    0x1p36
  };

  private final PrometheusRegistry registry;
  final Histogram commitSeconds;
  final Histogram proofSeconds;
  final Histogram addedBytes;
  final Counter searches;
  final Histogram searchSeconds;
  final Counter searchedBytes;

  SnapshotMetrics(PrometheusRegistry registry) {
    this.registry = registry;
    commitSeconds =
        histogram(
            "commit_duration_seconds",
            "Time that the engine took to commit a prebuild's container.",
            COMMIT_SECONDS);
    proofSeconds =
        histogram(
            "proof_duration_seconds",
            "Time from a commit until a container made from it was ready.",
            PROOF_SECONDS);
    addedBytes = histogram("added_bytes", "What a snapshot adds to its base.", BYTES);
    searches =
        Counter.builder()
            .name("prebuild_agent_snapshot_searches_total")
            .help("Searches for secrets in what prebuilds have added, by outcome: clean, found.")
            .labelNames("outcome")
            .register(registry);
    searchSeconds =
        histogram(
            "search_duration_seconds", "Time that a search for secrets took.", SEARCH_SECONDS);
    searchedBytes =
        Counter.builder()
            .name("prebuild_agent_snapshot_searched_bytes_total")
            .help("Bytes that were searched for secrets.")
            .register(registry);
  }

  private Histogram histogram(String name, String help, double[] bounds) {
    return Histogram.builder()
        .name("prebuild_agent_snapshot_" + name)
        .help(help)
        .classicOnly()
        .classicUpperBounds(bounds)
        .register(registry);
  }

  /** Read when scraped: the share, the prebuild, and how it is known. */
  void watchProgress(Consumer<GaugeWithCallback.Callback> progress) {
    GaugeWithCallback.builder()
        .name("prebuild_agent_snapshot_commit_progress_ratio")
        .help("How far the commits under way have come, measured or estimated.")
        .labelNames("prebuild", "source")
        .callback(progress)
        .register(registry);
  }
}
