package dev.prebuild.pool;

import dev.prebuild.pool.plan.Backoff;
import dev.prebuild.pool.plan.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** What has failed in a row, and until when to pause for it. */
final class PoolHealth {
  private final Duration maxBackoff;
  private final RandomGenerator random;
  private Optional<UUID> snapshotId = Optional.empty();
  private Backoff creating = Backoff.NONE;
  private Backoff handling = Backoff.NONE;

  PoolHealth(Duration maxBackoff, RandomGenerator random) {
    this.maxBackoff = maxBackoff;
    this.random = random;
  }

  /** Instances are to be made from this snapshot; a new one has not failed yet. */
  void use(Optional<UUID> wantedSnapshotId) {
    if (!snapshotId.equals(wantedSnapshotId)) {
      snapshotId = wantedSnapshotId;
      creating = Backoff.NONE;
    }
  }

  void succeeded(Operation.Planned planned) {
    if (tellsOfSnapshot(planned)) {
      creating = Backoff.NONE;
    }
    handling = Backoff.NONE;
  }

  void failed(Operation.Planned planned, String cause, Instant now) {
    if (tellsOfSnapshot(planned)) {
      creating = creating.failed(cause, now, maxBackoff, random.nextDouble());
    } else if (!(planned instanceof Operation.Create)) {
      handling = handling.failed(cause, now, maxBackoff, random.nextDouble());
    }
  }

  /** One that is still being made from the snapshot before says nothing of this one. */
  private boolean tellsOfSnapshot(Operation.Planned planned) {
    return planned instanceof Operation.Create create
        && Optional.of(create.snapshotId()).equals(snapshotId);
  }

  /** Pause after instances could not be made. */
  Backoff creating() {
    return creating;
  }

  /** Pause after instances could not be started, stopped, removed or looked at. */
  Backoff handling() {
    return handling;
  }

  /** What is wrong, in words. */
  Optional<String> failure() {
    return Stream.of(creating, handling).filter(Backoff::isFailing).map(Backoff::cause).findFirst();
  }

  /** When the first pause that is on ends. */
  Optional<Instant> pauseEnds(Instant now) {
    return Stream.of(creating, handling)
        .filter(backoff -> backoff.isPausing(now))
        .map(Backoff::until)
        .min(Comparator.naturalOrder());
  }
}
