package dev.prebuild.snapshot;

import dev.prebuild.snapshot.host.SnapshotSize;
import dev.prebuild.snapshot.secrets.SearchReport;
import java.time.Duration;
import java.util.UUID;

/** Hears how snapshots are made; for logs and metrics. Called from many threads. */
public interface SnapshotListener {

  /** What a prebuild has added was searched for secrets. */
  void searched(UUID prebuildId, SearchReport report, Duration took);

  /** A snapshot is there, proven and named. */
  void made(UUID prebuildId, SnapshotSize size, Times times);

  /**
   * How long it took.
   *
   * @param commit of the engine's commit
   * @param proof from there until a container made from it was ready
   */
  record Times(Duration commit, Duration proof) {}
}
