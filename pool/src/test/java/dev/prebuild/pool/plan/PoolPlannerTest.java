package dev.prebuild.pool.plan;

import static dev.prebuild.pool.PoolFixtures.OLD_SNAPSHOT;
import static dev.prebuild.pool.PoolFixtures.SNAPSHOT;
import static dev.prebuild.pool.PoolFixtures.URGENCY;
import static dev.prebuild.pool.PoolFixtures.instance;
import static dev.prebuild.pool.PoolFixtures.request;
import static dev.prebuild.pool.PoolFixtures.spec;
import static dev.prebuild.pool.instance.Instance.State.DEAD;
import static dev.prebuild.pool.instance.Instance.State.RUNNING;
import static dev.prebuild.pool.instance.Instance.State.STOPPED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PoolPlannerTest extends PlansInWords {
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
              new Operation.Create(new UUID(9, 9), spec, SNAPSHOT, URGENCY, ""),
              new Operation.Start(instance(1, STOPPED), spec, URGENCY, ""));

      assertPlan();
    }

    @Test
    void aClaimedInstanceIsReplacedInTheSameInstant() {
      spec = spec(1, 1);
      underWay = List.of(new Operation.Claim(instance(1, RUNNING), spec, request(1)));

      assertPlan("create");
    }

    @Test
    void oneThatIsBeingRemovedStillTakesItsPlace() {
      spec = spec(1, 1);
      underWay = List.of(new Operation.Remove(instance(1, RUNNING), URGENCY, ""));

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
  class Restraint {
    @Test
    void slotsLimitWhatIsUnderWay() {
      slots = 2;
      spec = spec(3, 3);
      underWay = List.of(new Operation.Create(new UUID(9, 9), spec, SNAPSHOT, URGENCY, ""));

      assertPlan("create");
    }

    @Test
    void whatBringsUpDoesNotWaitForWhatGoes() {
      slots = 1;
      spec = spec(1, 2);
      underWay = List.of(new Operation.Remove(instance(1, DEAD), URGENCY, ""));

      assertPlan("create");
    }

    @Test
    void claimsTakeNoSlot() {
      slots = 1;
      underWay = List.of(new Operation.Claim(instance(1, RUNNING), spec, request(1)));

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
}
