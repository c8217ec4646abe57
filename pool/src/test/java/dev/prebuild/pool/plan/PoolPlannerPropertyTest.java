package dev.prebuild.pool.plan;

import static dev.prebuild.pool.PoolFixtures.NOW;
import static dev.prebuild.pool.PoolFixtures.SNAPSHOT;
import static dev.prebuild.pool.instance.Instance.State.RUNNING;
import static dev.prebuild.pool.instance.Instance.State.STOPPED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.pool.PoolFixtures;
import dev.prebuild.pool.instance.Instance;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds for the plan of any pool whatsoever, those included that should never be. */
class PoolPlannerPropertyTest {
  private static final int MOST_ROUNDS = 1_000;

  @Test
  void neverCreatesBeyondMaxSize() {
    forAll(
        4_000,
        situation -> {
          PoolView view = situation.view();
          List<Operation.Planned> plan = plan(view);
          long creates = plan.stream().filter(op -> op instanceof Operation.Create).count();
          long broughtUp = plan.stream().filter(op -> op instanceof Operation.BringUp).count();
          Roster before = new Roster(view);
          int maxSize = view.spec().maxSize();
          boolean isFullOfRunning =
              Targets.of(view).running() == maxSize
                  && before.runningSoon() + broughtUp == maxSize + 1;

          if (creates > 0) {
            assertThat(before.held() + creates)
                .isLessThanOrEqualTo(isFullOfRunning ? maxSize + 1 : maxSize);
          }
        });
  }

  @Test
  void neverHasMoreUnderWayThanSlots() {
    forAll(
        4_000,
        situation -> {
          PoolView view = situation.view();
          List<Operation> all = new ArrayList<>(view.underWay());
          all.addAll(plan(view));

          for (boolean bringsUp : new boolean[] {true, false}) {
            assertThat(ofKind(all, bringsUp))
                .isLessThanOrEqualTo(Math.max(view.slots(), ofKind(view.underWay(), bringsUp)));
          }
        });
  }

  private static long ofKind(Collection<Operation> operations, boolean bringsUp) {
    return planned(operations).filter(op -> op instanceof Operation.BringUp == bringsUp).count();
  }

  @Test
  void neverTouchesAnInstanceTwiceOrOneThatIsUnderWay() {
    forAll(
        4_000,
        situation -> {
          PoolView view = situation.view();

          assertThat(
                  Stream.concat(view.underWay().stream(), plan(view).stream())
                      .map(Operation::instanceId)
                      .toList())
              .doesNotHaveDuplicates();
        });
  }

  @Test
  void keepsTheDesiredNumberRunning() {
    forAll(
        4_000,
        situation -> {
          PoolView view = situation.view();
          if (situation.wish() != Situation.Wish.FULL) {
            return;
          }
          List<Instance> given = plan(view).stream().flatMap(op -> givesUp(op).stream()).toList();
          long running = view.idle().stream().filter(one -> one.state() == RUNNING).count();

          if (!given.isEmpty()) {
            assertThat(running - given.size()).isGreaterThanOrEqualTo(Targets.of(view).running());
          }
        });
  }

  @Test
  void respectsPauses() {
    forAll(
        2_000,
        situation -> {
          List<Operation.Planned> plan = plan(situation.view());

          if (situation.pause() == Situation.Pause.HANDLING) {
            assertThat(plan).isEmpty();
          }
          if (situation.pause() == Situation.Pause.CREATING) {
            assertThat(plan)
                .noneMatch(
                    op ->
                        op instanceof Operation.Create create
                            && create.snapshotId().equals(SNAPSHOT));
          }
        });
  }

  @Test
  void comesToRestWithWhatIsWanted() {
    forAll(2_000, this::comesToRest);
  }

  private void comesToRest(Situation situation) {
    PoolView view = situation.view();
    PoolView rest = settle(afterPauses(view), new Random(situation.hashCode()));

    if (situation.wish() != Situation.Wish.FULL) {
      assertThat(rest.idle()).isEmpty();
      return;
    }
    Targets targets = Targets.of(view);
    long running = rest.idle().stream().filter(one -> one.state() == RUNNING).count();
    if (situation.pressure() == Pressure.NONE) {
      assertThat(rest.idle()).hasSize(targets.total());
      assertThat(rest.idle()).allMatch(one -> one.snapshotId().equals(SNAPSHOT));
      assertThat(running).isEqualTo(targets.running());
      assertThat(rest.idle().stream().filter(this::isStopped)).hasSize(targets.stopped());
    } else {
      assertThat(rest.idle().size()).isLessThanOrEqualTo(targets.total());
      assertThat(running).isLessThanOrEqualTo(targets.running());
    }
  }

  /** Plans are carried out, their operations end well and in any order, until nothing is left. */
  private static PoolView settle(PoolView view, Random random) {
    PoolView now = view;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      List<Operation> underWay = new ArrayList<>(now.underWay());
      underWay.addAll(plan(now));
      if (underWay.isEmpty()) {
        return now;
      }
      Operation ended = underWay.remove(random.nextInt(underWay.size()));
      now = after(ended, now, underWay);
    }
    throw new AssertionError("never comes to rest: " + now);
  }

  private static PoolView after(Operation ended, PoolView view, List<Operation> underWay) {
    List<Instance> idle = new ArrayList<>(view.idle());
    List<Instance> inDoubt = new ArrayList<>(view.inDoubt());
    for (Operation operation : underWay) {
      idle.removeIf(one -> one.id().equals(operation.instanceId()));
      inDoubt.removeIf(one -> one.id().equals(operation.instanceId()));
    }
    idle.removeIf(one -> one.id().equals(ended.instanceId()));
    inDoubt.removeIf(one -> one.id().equals(ended.instanceId()));
    result(ended).ifPresent(idle::add);
    Backoff creating = view.health().creating();
    return new PoolView(
        view.spec(),
        view.aim(),
        idle,
        inDoubt,
        underWay,
        PoolFixtures.health(idle, creating, view.health().handling()),
        view.slots(),
        view.now());
  }

  private static Optional<Instance> result(Operation ended) {
    return switch (ended) {
      case Operation.Create create ->
          Optional.of(
              new Instance(
                  create.instanceId(),
                  "",
                  PoolFixtures.POOL,
                  create.snapshotId(),
                  NOW,
                  RUNNING,
                  Optional.empty()));
      case Operation.Start start -> Optional.of(in(RUNNING, start.instance()));
      case Operation.Stop stop -> Optional.of(in(STOPPED, stop.instance()));
      case Operation.Prove prove -> Optional.of(in(RUNNING, prove.instance()));
      case Operation.Look look -> Optional.of(look.instance());
      case Operation.Remove _, Operation.Claim _, Operation.ColdClaim _ -> Optional.empty();
    };
  }

  private static Instance in(Instance.State state, Instance one) {
    return new Instance(
        one.id(),
        one.containerId(),
        one.poolId(),
        one.snapshotId(),
        one.createdAt(),
        state,
        Optional.empty());
  }

  private static PoolView afterPauses(PoolView view) {
    Health health = view.health();
    return new PoolView(
        view.spec(),
        view.aim(),
        view.idle(),
        view.inDoubt(),
        view.underWay(),
        new Health(health.isProven(), health.fallback(), Backoff.NONE, Backoff.NONE),
        view.slots(),
        view.now());
  }

  private boolean isStopped(Instance instance) {
    return instance.state() == STOPPED;
  }

  private static Optional<Instance> givesUp(Operation operation) {
    return switch (operation) {
      case Operation.Stop stop -> Optional.of(stop.instance());
      case Operation.Remove remove ->
          Optional.of(remove.instance()).filter(one -> one.state() == RUNNING);
      case Operation.Create _,
          Operation.Start _,
          Operation.Prove _,
          Operation.Look _,
          Operation.Claim _,
          Operation.ColdClaim _ ->
          Optional.empty();
    };
  }

  private static Stream<Operation> planned(Iterable<Operation> operations) {
    List<Operation> planned = new ArrayList<>();
    operations.forEach(planned::add);
    return planned.stream().filter(op -> op instanceof Operation.Planned);
  }

  private static List<Operation.Planned> plan(PoolView view) {
    return PoolPlanner.plan(view, UUID::randomUUID);
  }

  /** Seeds are numbers from 1 up, so that a failing one fails again. */
  private static void forAll(int tries, Consumer<Situation> property) {
    for (long seed = 1; seed <= tries; seed++) {
      Situation situation = Situation.random(new Random(seed));
      try {
        property.accept(situation);
      } catch (AssertionError e) {
        throw new AssertionError("seed %d, %s: %s".formatted(seed, situation, e.getMessage()), e);
      }
    }
  }
}
