package dev.prebuild.pool;

import static dev.prebuild.pool.PoolFixtures.OLD_SNAPSHOT;
import static dev.prebuild.pool.PoolFixtures.SNAPSHOT;
import static dev.prebuild.pool.PoolFixtures.instance;
import static dev.prebuild.pool.PoolFixtures.spec;
import static dev.prebuild.pool.instance.Instance.State.DEAD;
import static dev.prebuild.pool.instance.Instance.State.RUNNING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.config.spec.WarmPoolPhase;
import dev.prebuild.pool.plan.Operation;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PoolReactorTest extends ReactorDriver {
  @Nested
  class Adopting {
    @Test
    void nothingIsPlannedOrReportedBeforeTheHostHasBeenSeen() {
      tell(new Message.Wanted(spec(1, 1)));
      assertThat(effects).isEmpty();

      observe();
      assertThat(started()).hasSize(1).first().isInstanceOf(Operation.Create.class);
    }

    @Test
    void norBeforeItIsKnownWhatIsWanted() {
      observe(instance(1, RUNNING));
      assertThat(effects).isEmpty();

      tell(new Message.Wanted(spec(1, 1)));
      assertThat(started()).isEmpty();
      assertThat(report().running()).isEqualTo(1);
    }
  }

  @Nested
  class Reporting {
    @Test
    void aPoolWithoutSnapshotIsPending() {
      adopt(spec(1, 2, Optional.empty()));

      assertThat(report()).isEqualTo(status(WarmPoolPhase.PENDING, 0, 0, 1));
    }

    @Test
    void aPoolIsReadyOnceThereIsAnInstanceAndStaysSo() {
      adopt(spec(1, 1));
      assertThat(report()).isEqualTo(status(WarmPoolPhase.PENDING, 0, 0, 1));

      tell(
          new Message.Ended(
              only(Operation.Create.class), new Message.Outcome.Done(instance(1, RUNNING))));
      assertThat(report()).isEqualTo(status(WarmPoolPhase.READY, 1, 0, 1));

      ask(1);
      assertThat(report()).isEqualTo(status(WarmPoolPhase.READY, 0, 0, 1));
    }

    @Test
    void aStatusIsReportedWhenItChanges() {
      adopt(spec(1, 1), instance(1, RUNNING));
      report();

      tell(new Message.Tick());
      observe(instance(1, RUNNING));

      assertThat(effects).isEmpty();
    }

    @Test
    void aFailureDegradesThePoolUntilOneComesUp() {
      adopt(spec(1, 1));
      Operation.Create create = only(Operation.Create.class);
      tell(new Message.Ended(create, FAILED));
      Instant pauseEnds = wakeAt();
      assertThat(report().phase()).isEqualTo(WarmPoolPhase.DEGRADED);
      assertThat(report().failure()).contains("no answer");

      tell(new Message.Ended(only(Operation.Remove.class), new Message.Outcome.Removed()));
      assertThat(started()).as("it waits").isEmpty();
      now = pauseEnds;
      tell(new Message.Tick());
      tell(
          new Message.Ended(
              only(Operation.Create.class), new Message.Outcome.Done(instance(1, RUNNING))));
      assertThat(report()).isEqualTo(status(WarmPoolPhase.READY, 1, 0, 1));
    }

    @Test
    void aNewSnapshotIsTriedAtOnce() {
      adopt(spec(1, 1, Optional.of(OLD_SNAPSHOT)));
      tell(new Message.Ended(only(Operation.Create.class), FAILED));
      tell(new Message.Ended(only(Operation.Remove.class), new Message.Outcome.Removed()));

      tell(new Message.Wanted(spec(1, 1)));

      assertThat(only(Operation.Create.class).snapshotId()).isEqualTo(SNAPSHOT);
    }

    @Test
    void theFailureOfAnOutdatedSnapshotSaysNothingOfTheNewOne() {
      adopt(spec(1, 1, Optional.of(OLD_SNAPSHOT)));
      Operation.Create outdated = only(Operation.Create.class);
      tell(new Message.Wanted(spec(1, 1)));
      tell(new Message.Ended(outdated, FAILED));

      tell(new Message.Ended(only(Operation.Remove.class), new Message.Outcome.Removed()));

      assertThat(only(Operation.Create.class).snapshotId()).isEqualTo(SNAPSHOT);
      assertThat(started()).hasSize(1);
    }

    @Test
    void aPoolIsDeletedOnceItIsEmpty() {
      adopt(spec(1, 2), instance(1, RUNNING), instance(2, DEAD));
      tell(new Message.Ended(only(Operation.Remove.class), new Message.Outcome.Removed()));
      tell(new Message.Ended(only(Operation.Create.class), FAILED));
      Operation.Remove remains = only(Operation.Remove.class);

      tell(new Message.Wanted(spec(1, 2).drained()));
      assertThat(report().phase()).isEqualTo(WarmPoolPhase.DELETING);
      Operation.Remove last = only(Operation.Remove.class);
      tell(new Message.Ended(remains, new Message.Outcome.Removed()));
      assertThat(effects).noneMatch(this::isDeleted);
      tell(new Message.Ended(last, new Message.Outcome.Removed()));

      assertThat(report().phase()).isEqualTo(WarmPoolPhase.DELETED);
      assertThat(started()).isEmpty();
    }

    private boolean isDeleted(Effect effect) {
      return effect instanceof Effect.Report report
          && report.status().phase() == WarmPoolPhase.DELETED;
    }
  }

  @Test
  void aTickThatComesTooEarlyIsAskedForAgain() {
    adopt(spec(1, 1));
    tell(new Message.Ended(only(Operation.Create.class), FAILED));
    Instant first = wakeAt();
    now = first.minusNanos(1);

    tell(new Message.Tick());

    assertThat(wakeAt()).isEqualTo(first);
  }
}
