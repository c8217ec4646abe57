package dev.prebuild.agent.telemetry;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;

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

  static final String CLEAN = "clean";
  static final String FOUND = "found";

  final Histogram commitSeconds;
  final Histogram proofSeconds;
  final Histogram addedBytes;
  final Counter searches;
  final Histogram searchSeconds;
  final Counter searchedBytes;

  SnapshotMetrics(Metrics metrics) {
    commitSeconds =
        metrics.histogram(
            "prebuild_agent_snapshot_commit_duration_seconds",
            "Time that the engine took to commit a prebuild's container.",
            COMMIT_SECONDS);
    proofSeconds =
        metrics.histogram(
            "prebuild_agent_snapshot_proof_duration_seconds",
            "Time from a commit until a container made from it was ready.",
            PROOF_SECONDS);
    addedBytes =
        metrics.histogram(
            "prebuild_agent_snapshot_added_bytes", "What a snapshot adds to its base.", BYTES);
    searches =
        metrics.counter(
            "prebuild_agent_snapshot_searches_total",
            "Searches for secrets in what prebuilds have added, by outcome: clean, found.",
            Label.of("outcome", CLEAN, FOUND));
    searchSeconds =
        metrics.histogram(
            "prebuild_agent_snapshot_search_duration_seconds",
            "Time that a search for secrets took.",
            SEARCH_SECONDS);
    searchedBytes =
        metrics.counter(
            "prebuild_agent_snapshot_searched_bytes_total",
            "Bytes that were searched for secrets.");
  }
}
