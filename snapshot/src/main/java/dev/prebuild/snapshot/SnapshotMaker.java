package dev.prebuild.snapshot;

import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.snapshot.host.PrebuildException;
import dev.prebuild.snapshot.host.SnapshotHost;
import dev.prebuild.snapshot.host.SnapshotSize;
import dev.prebuild.snapshot.ledger.Ledger;
import dev.prebuild.snapshot.progress.Stages;
import dev.prebuild.snapshot.secrets.Needles;
import dev.prebuild.snapshot.secrets.SearchReport;
import dev.prebuild.snapshot.steps.Warning;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * From a container whose steps are over to a snapshot: room for it is reserved, it is searched for
 * secrets, committed, proven, and only then named. What is cut off before the name leaves nothing
 * that could be taken for a snapshot.
 */
final class SnapshotMaker {
  private static final String STEP = "snapshot";
  private static final long MIB = 1 << 20;

  private final SnapshotHost host;
  private final SnapshotListener listener;
  private final DiskSpace disk;
  private final long searchLimit;
  private final Clock clock;

  /**
   * @param searchLimit most bytes of one snapshot that are searched for secrets
   */
  SnapshotMaker(
      SnapshotHost host, SnapshotListener listener, DiskSpace disk, long searchLimit, Clock clock) {
    this.host = host;
    this.listener = listener;
    this.disk = disk;
    this.searchLimit = searchLimit;
    this.clock = clock;
  }

  static SnapshotMaker of(Prebuilds.Means means, Prebuilds.Limits limits) {
    return new SnapshotMaker(
        means.snapshots(),
        means.snapshotListener(),
        new DiskSpace(means.snapshots()::freeBytes, limits.leastFreeBytes(), means.roomMaker()),
        limits.searchBytes(),
        means.clock());
  }

  /** Reserves the room that a prebuild's snapshot takes, until the reservation is closed. */
  DiskSpace.Reservation reserve(PrebuildSpec spec) throws InterruptedException {
    return disk.reserve(spec.id(), host.footprint(spec.id()));
  }

  /**
   * Searches it for the secrets that the prebuild was given.
   *
   * @param entry what is said of the prebuild, and goes into the image's labels
   * @return what is to be said of that
   * @throws PrebuildException if there is one in it
   */
  List<Warning> search(PrebuildSpec spec, Ledger.Entry entry) throws InterruptedException {
    Needles needles = Needles.of(spec);
    if (needles.isEmpty()) {
      return List.of();
    }
    Instant begin = clock.instant();
    SearchReport report = host.search(spec.id(), needles, searchLimit);
    listener.searched(spec.id(), report, Duration.between(begin, clock.instant()));
    List<String> hits = new ArrayList<>(report.hits());
    if (needles.search().isIn(entry.findings().orElse(Ledger.Findings.NONE).metadata())) {
      hits.add("what its dev container declares");
    }
    if (!hits.isEmpty()) {
      throw new PrebuildException(
          "a secret that the prebuild was given would be in its snapshot, in %s; have its steps remove it"
              .formatted(String.join(", ", hits)));
    }
    return report.unsearchedBytes() == 0
        ? List.of()
        : List.of(
            new Warning(
                STEP,
                "%d MiB were not searched for secrets (snapshots.searchLimit), in %s"
                    .formatted(
                        (report.unsearchedBytes() + MIB - 1) / MIB,
                        String.join(", ", report.unsearched()))));
  }

  /**
   * Commits, proves and names it; and pushes it, where there is a registry. An interrupt of the
   * push finds the snapshot there.
   */
  void make(PrebuildSpec spec, Ledger.Entry entry, IntConsumer progress)
      throws InterruptedException {
    Instant begin = clock.instant();
    boolean isPublishing = host.isPublishing();
    Stages stages = isPublishing ? Stages.ofCommitAndPush(progress) : Stages.ofCommit(progress);
    String image = host.commit(spec, entry, stages::committed);
    Instant committed = clock.instant();
    SnapshotSize size = prove(spec, image);
    listener.made(
        spec.id(),
        size,
        new SnapshotListener.Times(
            Duration.between(begin, committed), Duration.between(committed, clock.instant())));
    if (isPublishing) {
      host.publish(spec.id(), stages::pushed);
    }
  }

  private SnapshotSize prove(PrebuildSpec spec, String image) throws InterruptedException {
    boolean isNamed = false;
    try {
      host.prove(spec, image);
      SnapshotSize size = host.name(spec.id(), image);
      isNamed = true;
      return size;
    } finally {
      if (!isNamed) {
        host.discard(image);
      }
    }
  }
}
