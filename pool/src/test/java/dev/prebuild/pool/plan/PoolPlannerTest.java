package dev.prebuild.pool.plan;

import static dev.prebuild.pool.PoolFixtures.NOW;
import static dev.prebuild.pool.PoolFixtures.OLD_SNAPSHOT;
import static dev.prebuild.pool.PoolFixtures.SNAPSHOT;
import static dev.prebuild.pool.PoolFixtures.instance;
import static dev.prebuild.pool.PoolFixtures.request;
import static dev.prebuild.pool.PoolFixtures.spec;
import static dev.prebuild.pool.instance.Instance.State.DEAD;
import static dev.prebuild.pool.instance.Instance.State.RUNNING;
import static dev.prebuild.pool.instance.Instance.State.STOPPED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.instance.Instance;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PoolPlannerTest {
  private static final Backoff PAUSING = new Backoff(1, NOW.plusSeconds(1), "no disk");
  private static final Backoff FAILING = new Backoff(1, NOW, "no disk");

  private WarmPoolSpec spec = spec(1, 3);
  private List<Instance> idle = List.of();
  private List<Instance> inDoubt = List.of();
  private List<Operation> underWay = List.of();
  private Backoff creating = Backoff.NONE;
  private Backoff handling = Backoff.NONE;
  private int slots = 10;

  @Nested
  class Filling {
    @Test
    void anEmptyPoolIsFilled() {
      assertPlan("create", "create", "create");
    }

    @Test
    void missingRunningInstancesAreStartedFromTheReserveFreshOnesFirst() {
      spec = spec(2, 4);
      idle =
          List.of(
              instance(1, STOPPED, OLD_SNAPSHOT),
              instance(2, STOPPED),
              instance(3, STOPPED),
              instance(4, STOPPED));

      assertPlan("start 2", "start 3");
    }

    @Test
    void anOutdatedReserveIsBetterThanNone() {
      idle = List.of(instance(1, STOPPED, OLD_SNAPSHOT));

      assertThat(plan()).first().isEqualTo("start 1");
    }

    @Test
    void whatIsUnderWayCounts() {
      spec = spec(2, 2);
      underWay =
          List.of(
              new Operation.Create(new UUID(9, 9), spec, SNAPSHOT, ""),
              new Operation.Start(instance(1, STOPPED), ""));

      assertPlan();
    }

    @Test
    void aClaimedInstanceIsReplacedInTheSameInstant() {
      spec = spec(1, 1);
      underWay = List.of(new Operation.Claim(instance(1, RUNNING), request(1)));

      assertPlan("create");
    }

    @Test
    void oneThatIsBeingRemovedStillTakesItsPlace() {
      spec = spec(1, 1);
      underWay = List.of(new Operation.Remove(instance(1, RUNNING), ""));

      assertPlan();
    }

    @Test
    void runningOnesBeyondTheDesiredSizeJoinTheReserve() {
      idle = List.of(instance(1, RUNNING), instance(2, RUNNING), instance(3, RUNNING));

      assertPlan("stop 1", "stop 2");
    }

    @Test
    void aFullPoolIsLeftAlone() {
      idle = List.of(instance(1, STOPPED), instance(2, RUNNING), instance(3, STOPPED));

      assertPlan();
    }
  }

  @Nested
  class LettingGo {
    @Test
    void aPoolThatIsBeingDeletedLetsGoOfAll() {
      spec = spec(1, 3).drained();
      idle = List.of(instance(1, RUNNING), instance(2, STOPPED), instance(3, DEAD));

      assertPlan("remove 1", "remove 2", "remove 3");
    }

    @Test
    void soDoesOneWithoutSnapshot() {
      spec = spec(1, 3, Optional.empty());
      idle = List.of(instance(1, RUNNING), instance(2, STOPPED));

      assertPlan("remove 1", "remove 2");
    }

    @Test
    void deadInstancesAreRemovedBeforeTheirPlaceIsTaken() {
      spec = spec(1, 1);
      idle = List.of(instance(1, DEAD));

      assertPlan("remove 1");
    }

    @Test
    void aPoolThatIsTooLargeLosesItsReserveFirstAndOutdatedOnesFirst() {
      spec = spec(1, 2);
      idle =
          List.of(
              instance(1, RUNNING),
              instance(2, STOPPED),
              instance(3, STOPPED, OLD_SNAPSHOT),
              instance(4, STOPPED));

      assertPlan("remove 3", "remove 2");
    }

    @Test
    void runningOnesGoOnlyWhileMoreThanTheDesiredNumberRun() {
      spec = spec(2, 2);
      idle = List.of(instance(1, RUNNING), instance(2, RUNNING), instance(3, RUNNING));

      assertPlan("remove 1");
    }
  }

  @Nested
  class Rotating {
    @Test
    void anOutdatedReserveMakesRoomFirst() {
      idle =
          List.of(
              instance(1, RUNNING, OLD_SNAPSHOT),
              instance(2, STOPPED, OLD_SNAPSHOT),
              instance(3, STOPPED, OLD_SNAPSHOT));

      assertPlan("remove 2");
    }

    @Test
    void theFirstOfANewSnapshotHasToProveItBeforeTheSecondIsMade() {
      spec = spec(1, 5);
      idle = List.of(instance(1, RUNNING, OLD_SNAPSHOT));

      assertPlan("create");
    }

    @Test
    void onceProvenTheRestIsMadeAtOnce() {
      spec = spec(1, 4);
      idle = List.of(instance(1, STOPPED, OLD_SNAPSHOT), instance(2, RUNNING));

      assertPlan("create", "create");
    }

    @Test
    void anOutdatedOneLeavesWhenItsReplacementRuns() {
      idle =
          List.of(instance(1, RUNNING, OLD_SNAPSHOT), instance(2, RUNNING), instance(3, STOPPED));

      assertPlan("remove 1");
    }

    @Test
    void aFreshReserveTakesOverFromAnOutdatedRunningOne() {
      idle =
          List.of(instance(1, RUNNING, OLD_SNAPSHOT), instance(2, STOPPED), instance(3, STOPPED));

      assertPlan("start 2");
    }

    @Test
    void aPoolFullOfOutdatedRunningOnesGivesUpOne() {
      spec = spec(2, 2);
      idle = List.of(instance(1, RUNNING, OLD_SNAPSHOT), instance(2, RUNNING, OLD_SNAPSHOT));

      assertPlan("remove 1");
    }

    @Test
    void whileOneComesUpNoOtherLeaves() {
      idle = List.of(instance(1, RUNNING, OLD_SNAPSHOT), instance(2, STOPPED, OLD_SNAPSHOT));
      underWay = List.of(new Operation.Create(new UUID(9, 9), spec, SNAPSHOT, ""));

      assertPlan();
    }

    @Test
    void aSnapshotThatYieldsNothingCostsOnePlaceOnly() {
      idle = List.of(instance(1, RUNNING, OLD_SNAPSHOT), instance(2, STOPPED, OLD_SNAPSHOT));
      creating = PAUSING;

      assertPlan();
    }
  }

  @Nested
  class Restraint {
    @Test
    void slotsLimitWhatIsUnderWay() {
      slots = 2;
      underWay = List.of(new Operation.Remove(instance(1, DEAD), ""));

      assertPlan("create");
    }

    @Test
    void claimsTakeNoSlot() {
      slots = 1;
      underWay = List.of(new Operation.Claim(instance(1, RUNNING), request(1)));

      assertPlan("create");
    }

    @Test
    void afterFailedCreationsNothingIsCreatedForAWhile() {
      creating = PAUSING;
      idle = List.of(instance(1, STOPPED), instance(2, DEAD));

      assertPlan("remove 2", "start 1");
    }

    @Test
    void afterThePauseOneIsTriedAndNoMore() {
      creating = FAILING;

      assertPlan("create");
    }

    @Test
    void whileTheHostIsAtFaultNothingIsDone() {
      handling = PAUSING;
      idle = List.of(instance(1, DEAD));
      inDoubt = List.of(instance(2, RUNNING));

      assertPlan();
    }
  }

  @Nested
  class Doubt {
    @Test
    void instancesInDoubtAreLookedAtAndCount() {
      spec = spec(1, 2);
      inDoubt = List.of(instance(1, RUNNING), instance(2, RUNNING));

      assertPlan("look 1", "look 2");
    }

    @Test
    void alsoInAPoolThatIsBeingDeleted() {
      spec = spec(1, 2).drained();
      inDoubt = List.of(instance(1, RUNNING));

      assertPlan("look 1");
    }

    @Test
    void oneInDoubtIsNoReasonToRemoveARunningOne() {
      spec = spec(1, 1);
      idle = List.of(instance(2, RUNNING));
      inDoubt = List.of(instance(1, RUNNING));

      assertPlan("look 1");
    }
  }

  private void assertPlan(String... expected) {
    assertThat(plan()).containsExactly(expected);
  }

  private List<String> plan() {
    PoolView view =
        new PoolView(spec, spec.minSize(), idle, inDoubt, underWay, creating, handling, slots, NOW);
    return PoolPlanner.plan(view, UUID::randomUUID).stream().map(PoolPlannerTest::inWords).toList();
  }

  private static String inWords(Operation.Planned planned) {
    long number = planned.instanceId().getLeastSignificantBits();
    return switch (planned) {
      case Operation.Create _ -> "create";
      case Operation.Start _ -> "start " + number;
      case Operation.Stop _ -> "stop " + number;
      case Operation.Remove _ -> "remove " + number;
      case Operation.Look _ -> "look " + number;
    };
  }
}
