package dev.prebuild.pool.plan;

import static dev.prebuild.pool.PoolFixtures.OLD_SNAPSHOT;
import static dev.prebuild.pool.PoolFixtures.SNAPSHOT;
import static dev.prebuild.pool.PoolFixtures.URGENCY;
import static dev.prebuild.pool.PoolFixtures.instance;
import static dev.prebuild.pool.PoolFixtures.spec;
import static dev.prebuild.pool.instance.Instance.State.RUNNING;
import static dev.prebuild.pool.instance.Instance.State.STOPPED;
import static dev.prebuild.pool.instance.Instance.State.UNREADY;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** How the tiers of a pool follow what is wanted, what waits, and what the host can bear. */
class PoolPlannerTierTest {

  @Nested
  class Scaling extends PlansInWords {
    @Test
    void upStartsStoppedOnesAndRemovesNone() {
      spec = spec(1, 4);
      desiredSize = Optional.of(3);
      idle =
          List.of(
              instance(1, RUNNING),
              instance(2, STOPPED),
              instance(3, STOPPED),
              instance(4, STOPPED));

      assertPlan("start 2", "start 3");
    }

    @Test
    void downStopsRunningOnesAndRemovesNone() {
      spec = spec(0, 3);
      desiredSize = Optional.of(1);
      idle = List.of(instance(1, RUNNING), instance(2, RUNNING), instance(3, RUNNING));

      assertPlan("stop 1", "stop 2");
    }

    @Test
    void theReserveIsBounded() {
      spec = spec(1, 10);
      mostStopped = 2;
      idle = List.of(instance(1, RUNNING), instance(2, STOPPED));

      assertPlan("create");
    }

    @Test
    void aReserveThatIsTooLargeShrinks() {
      spec = spec(1, 10);
      mostStopped = 1;
      idle = List.of(instance(1, RUNNING), instance(2, STOPPED), instance(3, STOPPED));

      assertPlan("remove 2");
    }

    @Test
    void butNotWhileOneComesUpThatMayFail() {
      spec = spec(2, 10);
      mostStopped = 1;
      idle = List.of(instance(1, RUNNING), instance(2, STOPPED), instance(3, STOPPED));
      underWay = List.of(new Operation.Start(instance(4, STOPPED), spec, URGENCY, ""));

      assertPlan();
    }

    @Test
    void eachWaitingClaimAsksForOneMore() {
      spec = spec(1, 4);
      waitingClaims = 2;
      mostStopped = 0;
      underWay = List.of(new Operation.Create(new UUID(9, 9), spec, SNAPSHOT, URGENCY, ""));

      assertPlan("create", "create");
    }
  }

  @Nested
  class Readiness extends PlansInWords {
    @Test
    void oneThatWasNotSeenReadyIsWaitedForAndCounts() {
      spec = spec(1, 1);
      idle = List.of(instance(1, UNREADY));

      assertPlan("prove 1");
    }
  }

  @Nested
  class Age extends PlansInWords {
    @Test
    void anInstanceThatIsTooOldIsReplacedBeforeItGoes() {
      spec = spec(1, 2);
      mostStopped = 0;
      lifetime = new Lifetime(Duration.ofSeconds(999));
      idle = List.of(instance(1, RUNNING));

      assertPlan("create");

      idle = List.of(instance(1, RUNNING), instance(999, RUNNING));
      assertPlan("remove 1");
    }
  }

  @Nested
  class Rotation extends PlansInWords {
    @Test
    void missingOnesAreMadeFromTheSnapshotBeforeUntilTheNewOneIsProven() {
      spec = spec(3, 5);
      mostStopped = 0;
      idle = List.of(instance(1, RUNNING, OLD_SNAPSHOT));

      assertPlan("create old", "create old", "create");
    }

    @Test
    void aNewSnapshotThatFailsIsTriedNoMoreWhileThePauseIsOnAndTheOldOneGoesOn() {
      spec = spec(2, 5);
      mostStopped = 0;
      creating = PAUSING;
      idle = List.of(instance(1, RUNNING, OLD_SNAPSHOT));

      assertPlan("create old");
    }

    @Test
    void oneAfterAnother() {
      spec = spec(2, 4);
      mostStopped = 0;
      idle =
          List.of(
              instance(1, RUNNING, OLD_SNAPSHOT),
              instance(2, RUNNING, OLD_SNAPSHOT),
              instance(3, RUNNING));

      assertPlan("remove 1", "create");
    }

    @Test
    void theReserveIsRenewedToo() {
      spec = spec(1, 3);
      idle =
          List.of(
              instance(1, STOPPED, OLD_SNAPSHOT),
              instance(2, STOPPED, OLD_SNAPSHOT),
              instance(3, RUNNING));

      assertPlan("remove 1");
    }
  }

  @Nested
  class Hardship extends PlansInWords {
    @Test
    void aPausedRefillKeepsTheGuaranteedMinimumUp() {
      spec = spec(1, 5);
      desiredSize = Optional.of(3);
      pressure = Pressure.PAUSE_REFILL;

      assertPlan("create");
    }

    @Test
    void surplusIsStopped() {
      spec = spec(1, 5);
      desiredSize = Optional.of(3);
      pressure = Pressure.STOP_SURPLUS;
      idle = List.of(instance(1, RUNNING), instance(2, RUNNING), instance(3, RUNNING));

      assertPlan("stop 1", "stop 2");
    }

    @Test
    void nothingNewIsMadeButWhatIsStoppedMayBeStarted() {
      spec = spec(2, 5);
      pressure = Pressure.STOP_SURPLUS;
      idle = List.of(instance(1, STOPPED));

      assertPlan("start 1");
    }

    @Test
    void theReserveIsDropped() {
      spec = spec(1, 5);
      pressure = Pressure.DROP_RESERVE;
      idle = List.of(instance(1, RUNNING), instance(2, STOPPED), instance(3, STOPPED));

      assertPlan("remove 2", "remove 3");
    }

    @Test
    void aHostThatIsBeingDrainedKeepsNone() {
      draining = true;
      idle = List.of(instance(1, RUNNING), instance(2, STOPPED));

      assertPlan("remove 1", "remove 2");
    }
  }
}
