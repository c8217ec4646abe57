package dev.prebuild.pool.plan;

import static dev.prebuild.pool.PoolFixtures.OLD_SNAPSHOT;
import static dev.prebuild.pool.PoolFixtures.SNAPSHOT;
import static dev.prebuild.pool.PoolFixtures.URGENCY;
import static dev.prebuild.pool.PoolFixtures.instance;
import static dev.prebuild.pool.PoolFixtures.spec;
import static dev.prebuild.pool.instance.Instance.State.RUNNING;
import static dev.prebuild.pool.instance.Instance.State.STOPPED;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How a new snapshot is rolled out. */
class PoolPlannerRotationTest extends PlansInWords {
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
    idle = List.of(instance(1, RUNNING, OLD_SNAPSHOT), instance(2, RUNNING), instance(3, STOPPED));

    assertPlan("remove 1");
  }

  @Test
  void aFreshReserveTakesOverFromAnOutdatedRunningOne() {
    idle = List.of(instance(1, RUNNING, OLD_SNAPSHOT), instance(2, STOPPED), instance(3, STOPPED));

    assertPlan("start 2");
  }

  @Test
  void aPoolFullOfOutdatedRunningOnesGetsOneMoreForAMoment() {
    spec = spec(2, 2);
    idle = List.of(instance(1, RUNNING, OLD_SNAPSHOT), instance(2, RUNNING, OLD_SNAPSHOT));

    assertPlan("create");
  }

  @Test
  void whileOneComesUpNoOtherLeaves() {
    idle = List.of(instance(1, RUNNING, OLD_SNAPSHOT), instance(2, STOPPED, OLD_SNAPSHOT));
    underWay = List.of(new Operation.Create(new UUID(9, 9), spec, SNAPSHOT, URGENCY, ""));

    assertPlan();
  }

  @Test
  void aSnapshotThatYieldsNothingCostsOnePlaceOnly() {
    idle = List.of(instance(1, RUNNING, OLD_SNAPSHOT), instance(2, STOPPED, OLD_SNAPSHOT));
    creating = PAUSING;

    assertPlan();
  }
}
