package dev.prebuild.pool;

import dev.prebuild.pool.instance.Instance;
import dev.prebuild.pool.plan.Backoff;
import dev.prebuild.pool.plan.Health;
import dev.prebuild.pool.plan.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** What has failed in a row, until when to pause for it, and which snapshot is known to be good. */
final class PoolHealth {
  private final Duration maxBackoff;
  private final RandomGenerator random;
  private Optional<UUID> wanted = Optional.empty();
  private Optional<UUID> lastProven = Optional.empty();

  /** Was good once, and yields nothing any more; as a rule it was removed from the host. */
  private Optional<UUID> barren = Optional.empty();

  private Backoff creating = Backoff.NONE;
  private Backoff handling = Backoff.NONE;

  PoolHealth(Duration maxBackoff, RandomGenerator random) {
    this.maxBackoff = maxBackoff;
    this.random = random;
  }

  /** Instances are to be made from this snapshot; a new one has not failed yet. */
  void use(Optional<UUID> snapshotId) {
    if (!wanted.equals(snapshotId)) {
      wanted = snapshotId;
      creating = Backoff.NONE;
    }
  }

  /** Instances that are or were ready are proof of their snapshot, whoever made them. */
  void seen(Collection<Instance> sound) {
    boolean isWantedProven =
        sound.stream().anyMatch(one -> wanted.equals(Optional.of(one.snapshotId())));
    if (isWantedProven) {
      lastProven = wanted;
    } else if (lastProven.isEmpty()) {
      lastProven =
          sound.stream()
              .max(Comparator.comparing(Instance::createdAt).thenComparing(Instance::id))
              .map(Instance::snapshotId)
              .filter(id -> !barren.equals(Optional.of(id)));
    }
  }

  void succeeded(Operation.Planned planned) {
    if (tellsOfSnapshot(planned)) {
      creating = Backoff.NONE;
      lastProven = wanted;
    }
    handling = Backoff.NONE;
  }

  void failed(Operation.Planned planned, String cause, Instant now) {
    if (tellsOfSnapshot(planned)) {
      creating = creating.failed(cause, now, maxBackoff, random.nextDouble());
    } else if (planned instanceof Operation.Create create) {
      giveUp(create.snapshotId());
    } else {
      handling = handling.failed(cause, now, maxBackoff, random.nextDouble());
    }
  }

  private void giveUp(UUID snapshotId) {
    if (lastProven.equals(Optional.of(snapshotId))) {
      barren = lastProven;
      lastProven = Optional.empty();
    }
  }

  /** One that is still being made from the snapshot before says nothing of this one. */
  private boolean tellsOfSnapshot(Operation.Planned planned) {
    return switch (planned) {
      case Operation.Create create -> wanted.equals(Optional.of(create.snapshotId()));
      case Operation.Prove prove -> wanted.equals(Optional.of(prove.instance().snapshotId()));
      case Operation.Start _, Operation.Stop _, Operation.Look _, Operation.Remove _ -> false;
    };
  }

  Health health() {
    boolean isProven = wanted.isPresent() && lastProven.equals(wanted);
    return new Health(
        isProven, lastProven.filter(id -> !wanted.equals(Optional.of(id))), creating, handling);
  }

  /** What is wrong, in words. */
  Optional<String> failure() {
    if (creating.isFailing()) {
      return Optional.of(creatingFails());
    }
    return handling.isFailing() ? Optional.of(handling.cause()) : Optional.empty();
  }

  private String creatingFails() {
    Optional<UUID> fallback = health().fallback();
    return fallback.isPresent()
        ? "snapshot %s has yielded no ready instance in %d tries, instances of snapshot %s stay: %s"
            .formatted(wanted.orElseThrow(), creating.failures(), fallback.get(), creating.cause())
        : creating.cause();
  }

  /** When the first pause that is on ends. */
  Optional<Instant> pauseEnds(Instant now) {
    return Stream.of(creating, handling)
        .filter(backoff -> backoff.isPausing(now))
        .map(Backoff::until)
        .min(Comparator.naturalOrder());
  }
}
