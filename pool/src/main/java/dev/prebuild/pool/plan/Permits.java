package dev.prebuild.pool.plan;

import dev.prebuild.pool.plan.Operation.BringUp;
import dev.prebuild.pool.plan.Operation.Planned;
import java.util.Optional;
import java.util.UUID;

/** What a plan may ask for, given what has failed and what is under way already. */
final class Permits {
  private final PoolView view;
  private final Roster roster;

  Permits(PoolView view, Roster roster) {
    this.view = view;
    this.roster = roster;
  }

  /** Whether one more instance may be brought up now. */
  boolean canBringUp() {
    return isHandling() && roster.underWay(op -> op instanceof BringUp) < view.slots();
  }

  /** Whether one more instance may be looked at, stopped or removed now. */
  boolean canTend() {
    return isHandling()
        && roster.underWay(op -> op instanceof Planned && !(op instanceof BringUp)) < view.slots();
  }

  private boolean isHandling() {
    return !view.health().handling().isPausing(view.now());
  }

  /** What missing instances are made from: what is proven, as long as it is to be had. */
  Optional<UUID> source() {
    Health health = view.health();
    if (!health.isProven() && health.fallback().isPresent()) {
      return health.fallback();
    }
    return canTryNewest() ? view.spec().snapshotId() : Optional.empty();
  }

  /** One at a time, as long as it is not known whether it yields anything. */
  boolean canTryNewest() {
    Health health = view.health();
    boolean isRisky =
        health.creating().isFailing() || (!health.isProven() && health.fallback().isPresent());
    return !health.creating().isPausing(view.now()) && !(isRisky && isTryingNewest());
  }

  private boolean isTryingNewest() {
    return roster.underWay(
            op ->
                op instanceof Operation.Create create
                    && view.spec().snapshotId().equals(Optional.of(create.snapshotId())))
        > 0;
  }
}
