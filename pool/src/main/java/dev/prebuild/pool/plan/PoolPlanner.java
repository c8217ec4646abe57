package dev.prebuild.pool.plan;

import static dev.prebuild.pool.instance.Instance.State.DEAD;
import static dev.prebuild.pool.instance.Instance.State.RUNNING;
import static dev.prebuild.pool.instance.Instance.State.STOPPED;

import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.instance.Instance;
import dev.prebuild.pool.plan.Operation.Planned;
import java.util.ArrayList;
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
 *   <li>a pool that is being deleted, or has no snapshot, lets go of all instances;
 *   <li>dead instances are removed;
 *   <li>missing running instances are started from the reserve, else created;
 *   <li>instances beyond {@code maxSize} are removed, the least useful first;
 *   <li>outdated instances are replaced: one makes room, the new one comes up, the next one leaves;
 *   <li>the reserve is filled: every new instance comes up running, so it is proven, and running
 *       ones beyond the desired size are stopped.
 * </ol>
 *
 * <p>A running instance is stopped or removed only while more than the desired number run, with one
 * exception: a pool full of outdated running instances has no room for a surge, and gives up one.
 */
public final class PoolPlanner {
  private final WarmPoolSpec spec;
  private final PoolView view;
  private final Supplier<UUID> newInstanceId;

  private final List<Instance> idle;
  private final List<Instance> inDoubt;
  private final List<Operation> underWay;
  private final List<Planned> plan = new ArrayList<>();

  private PoolPlanner(PoolView view, Supplier<UUID> newInstanceId) {
    this.spec = view.spec();
    this.view = view;
    this.newInstanceId = newInstanceId;
    this.idle = new ArrayList<>(view.idle());
    this.inDoubt = new ArrayList<>(view.inDoubt());
    this.underWay = new ArrayList<>(view.underWay());
  }

  /**
   * The next steps, most urgent first; empty if all is as it should be or all slots are taken.
   *
   * @param newInstanceId source of ids for instances that are to be created
   */
  public static List<Planned> plan(PoolView view, Supplier<UUID> newInstanceId) {
    PoolPlanner planner = new PoolPlanner(view, newInstanceId);
    planner.decide();
    return List.copyOf(planner.plan);
  }

  private void decide() {
    lookAtDoubtful();
    if (spec.deleting() || spec.snapshotId().isEmpty()) {
      String reason = spec.deleting() ? "the pool is being deleted" : "the pool has no snapshot";
      removeEach(() -> true, instance -> true, reason);
      return;
    }
    removeEach(() -> true, instance -> is(instance, DEAD), "it died or never became ready");
    fillRunning();
    shrink();
    replaceOutdated();
    fillReserve();
    stopSurplus();
  }

  private void lookAtDoubtful() {
    while (hasSlot() && !inDoubt.isEmpty()) {
      add(new Operation.Look(inDoubt.removeFirst(), "a claim of it has failed"));
    }
  }

  private void fillRunning() {
    while (runningSoon() < view.desiredSize() && hasSlot()) {
      String reason =
          "running instances are missing: %d of %d".formatted(runningSoon(), view.desiredSize());
      Optional<Instance> reserve = freshFirst(STOPPED);
      if (reserve.isPresent()) {
        start(reserve.get(), reason);
      } else if (mayCreate()) {
        create(reason);
      } else {
        return;
      }
    }
  }

  private void shrink() {
    String reason = "the pool is over maxSize";
    removeEach(() -> kept() > spec.maxSize(), instance -> is(instance, STOPPED), reason);
    removeEach(
        () -> kept() > spec.maxSize() && hasSurplus(), instance -> is(instance, RUNNING), reason);
  }

  private void replaceOutdated() {
    removeEach(this::hasSurplus, this::isOutdatedRunning, "a newer snapshot has replaced it");
    if (!hasSlot()
        || idle.stream().noneMatch(this::isOutdated)
        || kept() < spec.maxSize()
        || isBringingUp()) {
      return;
    }
    Optional<Instance> outdatedReserve =
        first(instance -> is(instance, STOPPED) && isOutdated(instance));
    Optional<Instance> freshReserve =
        first(instance -> is(instance, STOPPED) && !isOutdated(instance));
    if (outdatedReserve.isPresent()) {
      remove(outdatedReserve.get(), "it makes room for the newer snapshot");
    } else if (freshReserve.isPresent()) {
      start(freshReserve.get(), "it takes over from an outdated instance");
    } else {
      first(this::isOutdatedRunning)
          .ifPresent(instance -> remove(instance, "it makes room for the newer snapshot"));
    }
  }

  private void fillReserve() {
    while (mayCreate()) {
      create("the reserve is short: %d of %d instances".formatted(held(), spec.maxSize()));
    }
  }

  private void stopSurplus() {
    while (hasSurplus() && hasSlot()) {
      Optional<Instance> surplus = first(instance -> is(instance, RUNNING));
      if (surplus.isEmpty()) {
        return;
      }
      idle.remove(surplus.get());
      add(
          new Operation.Stop(
              surplus.get(), "it is proven, and %d are enough".formatted(view.desiredSize())));
    }
  }

  // What there is.

  /** Claimable at this moment. */
  private int runningNow() {
    return (int) idle.stream().filter(instance -> is(instance, RUNNING)).count();
  }

  /** Claimable once everything under way has ended well. */
  private int runningSoon() {
    return runningNow()
        + inDoubt.size()
        + (int)
            underWay.stream().filter(op -> bringsUp(op) || op instanceof Operation.Look).count();
  }

  /** Instances that the host holds or will hold, those included that are being removed. */
  private int held() {
    return idle.size()
        + inDoubt.size()
        + (int) underWay.stream().filter(op -> op instanceof Planned).count();
  }

  /** Instances that stay. */
  private int kept() {
    return held() - (int) underWay.stream().filter(op -> op instanceof Operation.Remove).count();
  }

  private boolean hasSurplus() {
    return runningNow() > view.desiredSize();
  }

  private boolean isBringingUp() {
    return underWay.stream().anyMatch(PoolPlanner::bringsUp);
  }

  private static boolean bringsUp(Operation operation) {
    return operation instanceof Operation.Create || operation instanceof Operation.Start;
  }

  private boolean isOutdated(Instance instance) {
    return !instance.snapshotId().equals(spec.snapshotId().orElseThrow());
  }

  private boolean isOutdatedRunning(Instance instance) {
    return is(instance, RUNNING) && isOutdated(instance);
  }

  private static boolean is(Instance instance, Instance.State state) {
    return instance.state() == state;
  }

  private Optional<Instance> first(Predicate<Instance> which) {
    return idle.stream().filter(which).findFirst();
  }

  private Optional<Instance> freshFirst(Instance.State state) {
    return first(instance -> is(instance, state) && !isOutdated(instance))
        .or(() -> first(instance -> is(instance, state)));
  }

  // What may be done.

  private boolean hasSlot() {
    return !view.handling().isPausing(view.now())
        && underWay.stream().filter(op -> op instanceof Planned).count() < view.slots();
  }

  private boolean mayCreate() {
    return hasSlot()
        && !view.creating().isPausing(view.now())
        && held() < spec.maxSize()
        && !awaitsProof();
  }

  /** A new snapshot has to yield one ready instance before a second one is made from it. */
  private boolean awaitsProof() {
    boolean isProven =
        idle.stream().anyMatch(instance -> !is(instance, DEAD) && !isOutdated(instance));
    boolean isRisky = idle.stream().anyMatch(this::isOutdated) || view.creating().isFailing();
    return isRisky && !isProven && isBringingUp();
  }

  // What is done.

  private void create(String reason) {
    add(new Operation.Create(newInstanceId.get(), spec, spec.snapshotId().orElseThrow(), reason));
  }

  private void start(Instance instance, String reason) {
    idle.remove(instance);
    add(new Operation.Start(instance, reason));
  }

  private void removeEach(BooleanSupplier condition, Predicate<Instance> which, String reason) {
    while (hasSlot() && condition.getAsBoolean()) {
      Optional<Instance> next =
          first(instance -> which.test(instance) && isOutdatedOrUnknown(instance))
              .or(() -> first(which));
      if (next.isEmpty()) {
        return;
      }
      remove(next.get(), reason);
    }
  }

  private boolean isOutdatedOrUnknown(Instance instance) {
    return spec.snapshotId().isEmpty() || isOutdated(instance);
  }

  private void remove(Instance instance, String reason) {
    idle.remove(instance);
    add(new Operation.Remove(instance, reason));
  }

  private void add(Planned operation) {
    plan.add(operation);
    underWay.add(operation);
  }
}
