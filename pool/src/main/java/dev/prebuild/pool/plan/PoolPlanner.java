package dev.prebuild.pool.plan;

import static dev.prebuild.pool.instance.Instance.State.DEAD;
import static dev.prebuild.pool.instance.Instance.State.RUNNING;
import static dev.prebuild.pool.instance.Instance.State.STOPPED;
import static dev.prebuild.pool.instance.Instance.State.UNREADY;

import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.instance.Instance;
import dev.prebuild.pool.plan.Operation.Planned;
import dev.prebuild.pool.plan.Urgency.Rank;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Decides what a pool does next. Level-triggered: it looks at what is, not at what has happened,
 * and counts what is under way, so it may be asked at any moment and any number of times.
 *
 * <p>In this order, as far as slots allow:
 *
 * <ol>
 *   <li>instances in doubt are looked at, before anything is built upon them;
 *   <li>a pool that is being deleted, has no snapshot or is on a host that is being drained lets go
 *       of all instances;
 *   <li>dead instances are removed, and those that run but were not seen ready are waited for;
 *   <li>missing running instances are started from the reserve, else created;
 *   <li>a new snapshot has to yield one ready instance; until it has, the one before goes on;
 *   <li>instances beyond {@code maxSize} are removed, the least useful first;
 *   <li>outdated instances are replaced, one after another: the new one first, then the old one
 *       goes;
 *   <li>the reserve is filled: every new instance comes up running, so it is proven, and running
 *       ones beyond what is wanted are stopped.
 * </ol>
 *
 * <p>Laws: a running instance is stopped or removed only while more run than are wanted. The pool
 * holds at most {@code maxSize} instances, with one exception: if all of them run and all are
 * wanted, the successor of an outdated one is brought up beside them, and the pool holds one more
 * until the old one has gone.
 */
public final class PoolPlanner {
  private final WarmPoolSpec spec;
  private final PoolView view;
  private final Targets targets;
  private final Supplier<UUID> newInstanceId;
  private final Roster roster;
  private final Permits may;

  private PoolPlanner(PoolView view, Supplier<UUID> newInstanceId) {
    this.spec = view.spec();
    this.view = view;
    this.targets = Targets.of(view);
    this.newInstanceId = newInstanceId;
    this.roster = new Roster(view);
    this.may = new Permits(view, roster);
  }

  /**
   * The next steps, most urgent first; empty if all is as it should be or all slots are taken.
   *
   * @param newInstanceId source of ids for instances that are to be created
   */
  public static List<Planned> plan(PoolView view, Supplier<UUID> newInstanceId) {
    PoolPlanner planner = new PoolPlanner(view, newInstanceId);
    planner.decide();
    return planner.roster.plan();
  }

  private void decide() {
    lookAtDoubtful();
    Optional<String> end = reasonToLetGo();
    if (end.isPresent()) {
      removeEach(() -> true, _ -> true, Rank.RESERVE, end.get());
      return;
    }
    removeEach(() -> true, one -> is(one, DEAD), Rank.RUNNING, "it died or never became ready");
    waitForUnready();
    bringUpMissing();
    proveNewSnapshot();
    shrinkToMaximum();
    rotate();
    fillReserve();
    stopSurplus();
    shrinkReserve();
  }

  private Optional<String> reasonToLetGo() {
    if (spec.deleting()) {
      return Optional.of("the pool is being deleted");
    }
    if (view.aim().draining()) {
      return Optional.of("the host is being drained");
    }
    return spec.snapshotId().isEmpty() ? Optional.of("the pool has no snapshot") : Optional.empty();
  }

  private void lookAtDoubtful() {
    while (may.canTend() && roster.firstInDoubt().isPresent()) {
      Instance doubtful = roster.firstInDoubt().get();
      roster.add(new Operation.Look(doubtful, Urgency.of(Rank.CLAIM), "a claim of it has failed"));
    }
  }

  private void waitForUnready() {
    Optional<Instance> unready = roster.first(one -> is(one, UNREADY));
    while (unready.isPresent() && may.canBringUp()) {
      String reason = "it runs, and was not seen ready";
      roster.add(new Operation.Prove(unready.get(), spec, missing(), reason));
      unready = roster.first(one -> is(one, UNREADY));
    }
  }

  private void bringUpMissing() {
    while (roster.runningSoon() < targets.mayBringUp() && may.canBringUp()) {
      String reason =
          "running instances are missing: %d of %d"
              .formatted(roster.runningSoon(), targets.running());
      Optional<Instance> reserve = roster.freshFirst(STOPPED);
      if (reserve.isPresent()) {
        roster.add(new Operation.Start(reserve.get(), spec, missing(), reason));
      } else if (may.source().isPresent()
          && roster.held() < spec.maxSize()
          && targets.mayCreate()) {
        create(may.source().get(), missing(), reason);
      } else {
        return;
      }
    }
  }

  /** Of a running instance that is missing. */
  private Urgency missing() {
    int soon = roster.runningSoon();
    Rank rank =
        view.aim().waitingClaims() > 0
            ? Rank.CLAIM
            : soon < spec.minSize() ? Rank.MINIMUM : Rank.RUNNING;
    return Urgency.of(rank, soon, targets.running());
  }

  /** As long as there is a snapshot to fall back on; else what is missing proves it. */
  private void proveNewSnapshot() {
    if (view.health().fallback().isPresent()
        && !view.health().isProven()
        && may.canTryNewest()
        && targets.mayRotate()) {
      bringUpBeside("it proves the new snapshot");
    }
  }

  private void shrinkToMaximum() {
    String reason = "the pool is over maxSize";
    BooleanSupplier isOver = () -> roster.kept() > spec.maxSize();
    removeEach(isOver, one -> is(one, STOPPED), Rank.RESERVE, reason);
    removeEach(
        () -> isOver.getAsBoolean() && hasSurplus(), one -> is(one, RUNNING), Rank.RESERVE, reason);
  }

  private void rotate() {
    if (!view.health().isProven()) {
      return;
    }
    removeEach(
        this::hasSurplus,
        one -> is(one, RUNNING) && roster.isStale(one),
        Rank.ROTATION,
        "a newer one has replaced it");
    boolean isDue = roster.first(one -> is(one, RUNNING) && roster.isStale(one)).isPresent();
    boolean isReserveDue = roster.first(one -> is(one, STOPPED) && roster.isStale(one)).isPresent();
    if (!targets.mayRotate() || roster.isBringingUp() || !may.canTryNewest()) {
      return;
    }
    if (isDue) {
      bringUpBeside("it takes over from an outdated instance");
    } else if (isReserveDue && !isStopping()) {
      renewReserve();
    }
  }

  /** One more than is wanted, for an outdated one to go. */
  private void bringUpBeside(String reason) {
    if (!may.canBringUp()) {
      return;
    }
    Urgency urgency = Urgency.of(Rank.ROTATION);
    Optional<Instance> fresh = roster.first(one -> is(one, STOPPED) && !roster.isStale(one));
    Optional<Instance> reserve = roster.first(one -> is(one, STOPPED));
    boolean isFull = roster.kept() >= spec.maxSize();
    boolean isFullOfWanted =
        targets.running() == spec.maxSize() && roster.runningSoon() >= spec.maxSize();
    if (fresh.isPresent()) {
      roster.add(new Operation.Start(fresh.get(), spec, urgency, reason));
    } else if (isFull && reserve.isPresent()) {
      remove(reserve.get(), Rank.ROTATION, "it makes room for the newer snapshot");
    } else if (roster.held() < spec.maxSize() + (isFullOfWanted ? 1 : 0)) {
      create(newest(), urgency, reason);
    }
  }

  private void renewReserve() {
    if (roster.held() < spec.maxSize() && may.canBringUp()) {
      create(
          newest(), Urgency.of(Rank.ROTATION), "it takes over from an outdated stopped instance");
    } else if (roster.kept() >= spec.maxSize()) {
      roster
          .staleFirst(one -> is(one, STOPPED))
          .ifPresent(one -> remove(one, Rank.ROTATION, "it makes room for the newer snapshot"));
    }
  }

  private void fillReserve() {
    boolean mayFill = view.health().isProven() || view.health().fallback().isEmpty();
    while (mayFill
        && targets.mayRotate()
        && roster.kept() < targets.total()
        && roster.held() < spec.maxSize()
        && may.canTryNewest()
        && may.canBringUp()) {
      create(
          newest(),
          Urgency.of(Rank.RESERVE, roster.kept(), targets.total()),
          "the reserve is short: %d of %d instances".formatted(roster.kept(), targets.total()));
    }
  }

  private void stopSurplus() {
    while (hasSurplus() && may.canTend()) {
      Optional<Instance> surplus = roster.staleFirst(one -> is(one, RUNNING));
      if (surplus.isEmpty()) {
        return;
      }
      String reason = "it is proven, and %d are enough".formatted(targets.running());
      roster.add(new Operation.Stop(surplus.get(), Urgency.of(Rank.RESERVE), reason));
    }
  }

  /** Not while one comes up: what is stopped may be needed should it fail. */
  private void shrinkReserve() {
    removeEach(
        () -> roster.kept() > targets.total() && !roster.isBringingUp(),
        one -> is(one, STOPPED),
        Rank.RESERVE,
        "the reserve is larger than %d".formatted(targets.stopped()));
  }

  // What there is.

  private boolean hasSurplus() {
    return roster.running() > targets.running();
  }

  private boolean isStopping() {
    return roster.underWay(op -> op instanceof Operation.Stop) > 0;
  }

  private static boolean is(Instance instance, Instance.State state) {
    return instance.state() == state;
  }

  private UUID newest() {
    return spec.snapshotId().orElseThrow();
  }

  // What is done.

  private void create(UUID snapshotId, Urgency urgency, String reason) {
    roster.add(new Operation.Create(newInstanceId.get(), spec, snapshotId, urgency, reason));
  }

  private void removeEach(
      BooleanSupplier condition, Predicate<Instance> which, Rank rank, String reason) {
    while (may.canTend() && condition.getAsBoolean()) {
      Optional<Instance> next = roster.staleFirst(which);
      if (next.isEmpty()) {
        return;
      }
      remove(next.get(), rank, reason);
    }
  }

  private void remove(Instance instance, Rank rank, String reason) {
    if (may.canTend()) {
      roster.add(new Operation.Remove(instance, Urgency.of(rank), reason));
    }
  }
}
