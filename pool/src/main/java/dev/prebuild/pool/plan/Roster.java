package dev.prebuild.pool.plan;

import static dev.prebuild.pool.instance.Instance.State.RUNNING;

import dev.prebuild.pool.instance.Instance;
import dev.prebuild.pool.plan.Operation.BringUp;
import dev.prebuild.pool.plan.Operation.Planned;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The instances of a pool while it is being planned for: what is planned counts as under way at
 * once, so that the plan never asks for more than is missing.
 */
final class Roster {
  private final PoolView view;
  private final List<Instance> idle;
  private final List<Instance> inDoubt;
  private final List<Operation> underWay;
  private final List<Planned> plan = new ArrayList<>();

  Roster(PoolView view) {
    this.view = view;
    this.idle = new ArrayList<>(view.idle());
    this.inDoubt = new ArrayList<>(view.inDoubt());
    this.underWay = new ArrayList<>(view.underWay());
  }

  /** Nothing else is done to its instance from now on. */
  void add(Planned operation) {
    idle.removeIf(instance -> instance.id().equals(operation.instanceId()));
    inDoubt.removeIf(instance -> instance.id().equals(operation.instanceId()));
    underWay.add(operation);
    plan.add(operation);
  }

  List<Planned> plan() {
    return List.copyOf(plan);
  }

  /** Of those that nothing is being done to, the first that is so. */
  Optional<Instance> first(Predicate<Instance> which) {
    return idle.stream().filter(which).findFirst();
  }

  /** One that is as it is wanted to be, or else any. */
  Optional<Instance> freshFirst(Instance.State state) {
    return first(one -> one.state() == state && !isStale(one))
        .or(() -> first(one -> one.state() == state));
  }

  /** One that is to be replaced anyway, or else any. */
  Optional<Instance> staleFirst(Predicate<Instance> which) {
    return first(one -> which.test(one) && isStale(one)).or(() -> first(which));
  }

  /** Of another snapshot than is wanted, if any is, or too old. */
  boolean isStale(Instance instance) {
    return !view.spec().snapshotId().equals(Optional.of(instance.snapshotId()))
        || !view.now().isBefore(view.aim().lifetime().endOf(instance));
  }

  Optional<Instance> firstInDoubt() {
    return inDoubt.stream().findFirst();
  }

  int count(Predicate<Instance> which) {
    return (int) idle.stream().filter(which).count();
  }

  /** Claimable at this moment. */
  int running() {
    return count(instance -> instance.state() == RUNNING);
  }

  /** Claimable once everything under way has ended well. */
  int runningSoon() {
    return running()
        + inDoubt.size()
        + underWay(op -> op instanceof BringUp || op instanceof Operation.Look);
  }

  /** Instances that the host holds or will hold, those included that are being removed. */
  int held() {
    return idle.size() + inDoubt.size() + underWay(op -> op instanceof Planned);
  }

  /** Instances that stay. */
  int kept() {
    return held() - underWay(op -> op instanceof Operation.Remove);
  }

  boolean isBringingUp() {
    return underWay(op -> op instanceof BringUp) > 0;
  }

  int underWay(Predicate<Operation> which) {
    return (int) underWay.stream().filter(which).count();
  }
}
