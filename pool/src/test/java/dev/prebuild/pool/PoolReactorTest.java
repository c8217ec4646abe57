package dev.prebuild.pool;

import static dev.prebuild.pool.PoolFixtures.NOW;
import static dev.prebuild.pool.PoolFixtures.OLD_SNAPSHOT;
import static dev.prebuild.pool.PoolFixtures.SNAPSHOT;
import static dev.prebuild.pool.PoolFixtures.environment;
import static dev.prebuild.pool.PoolFixtures.instance;
import static dev.prebuild.pool.PoolFixtures.request;
import static dev.prebuild.pool.PoolFixtures.spec;
import static dev.prebuild.pool.instance.Instance.State.DEAD;
import static dev.prebuild.pool.instance.Instance.State.RUNNING;
import static dev.prebuild.pool.instance.Instance.State.STOPPED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.config.spec.WarmPoolPhase;
import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.pool.claim.ClaimResult;
import dev.prebuild.pool.claim.ClaimSource;
import dev.prebuild.pool.claim.Environment;
import dev.prebuild.pool.instance.HostException;
import dev.prebuild.pool.instance.Instance;
import dev.prebuild.pool.plan.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PoolReactorTest {
  private static final Message.Outcome.Failed FAILED =
      new Message.Outcome.Failed(HostException.Kind.FAILED, "no answer");

  private final PoolReactor reactor =
      new PoolReactor(
          4, Duration.ofSeconds(10), RandomGeneratorFactory.of("L64X128MixRandom").create(1));
  private final List<ClaimResult> answers = new ArrayList<>();
  private Instant now = NOW;
  private long tick;
  private List<Effect> effects = List.of();

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
  class Claiming {
    @Test
    void aRunningInstanceIsQuickestThenAStoppedOneThenANewOne() {
      adopt(spec(1, 3), instance(1, STOPPED), instance(2, STOPPED), instance(3, RUNNING));

      ask(1);
      assertThat(claimed()).isEqualTo(instance(3, RUNNING));
      assertThat(only(Operation.Start.class).instance()).isEqualTo(instance(1, STOPPED));
      ask(2);
      assertThat(claimed()).isEqualTo(instance(2, STOPPED));
      ask(3);
      assertThat(claimOperation()).isInstanceOf(Operation.ColdClaim.class);
    }

    @Test
    void theNewestSnapshotIsFirst() {
      adopt(spec(2, 2), instance(1, RUNNING, OLD_SNAPSHOT), instance(2, RUNNING));
      tell(
          new Message.Ended(
              new Operation.Create(instance(3, RUNNING).id(), spec(2, 2), SNAPSHOT, ""),
              new Message.Outcome.Done(instance(3, RUNNING))));

      ask(1);

      assertThat(claimed()).isEqualTo(instance(2, RUNNING));
    }

    @Test
    void theAnswerSaysWhereTheInstanceCameFrom() {
      adopt(spec(1, 2), instance(1, STOPPED), instance(2, RUNNING));
      Environment first = environment(request(1), instance(2, RUNNING));
      Environment cold = environment(request(2), instance(9, RUNNING));

      ask(1);
      endClaim(new Message.Outcome.Claimed(first));
      assertThat(answers).containsExactly(new ClaimResult.Claimed(first, ClaimSource.RUNNING));

      adopt(spec(0, 1));
      ask(2);
      endClaim(new Message.Outcome.Claimed(cold));
      assertThat(answers).last().isEqualTo(new ClaimResult.Claimed(cold, ClaimSource.COLD));
    }

    @Test
    void theSameEnvironmentTwiceAtOnceIsOneOperationAndTwoAnswers() {
      adopt(spec(2, 2), instance(1, RUNNING), instance(2, RUNNING));

      ask(1);
      Operation.Claim claim = (Operation.Claim) claimOperation();
      ask(1);
      assertThat(started()).noneMatch(op -> op instanceof Operation.Claim);

      Environment environment = environment(request(1), claim.instance());
      tell(new Message.Ended(claim, new Message.Outcome.Claimed(environment)));
      assertThat(answers)
          .hasSize(2)
          .containsOnly(new ClaimResult.Claimed(environment, ClaimSource.RUNNING));
    }

    @Test
    void anInstanceThatIsBeingClaimedIsNobodyElses() {
      adopt(spec(1, 1), instance(1, RUNNING));

      ask(1);
      assertThat(claimed()).isEqualTo(instance(1, RUNNING));
      ask(2);

      assertThat(claimOperation()).isInstanceOf(Operation.ColdClaim.class);
    }

    @Test
    void aCandidateThatFailsIsFollowedByTheNextAndTheThirdIsTheLast() {
      adopt(
          spec(4, 4),
          instance(1, RUNNING),
          instance(2, RUNNING),
          instance(3, RUNNING),
          instance(4, RUNNING));

      ask(1);
      for (int number = 1; number <= 3; number++) {
        assertThat(answers).isEmpty();
        assertThat(claimed()).isEqualTo(instance(number, RUNNING));
        endClaim(FAILED);
      }

      assertThat(started()).noneMatch(op -> op instanceof Operation.Claim);
      assertThat(answers)
          .containsExactly(new ClaimResult.Refused(ClaimResult.Reason.FAILED, "no answer"));
    }

    @Test
    void aCandidateThatFailsCountsUntilItHasBeenSeen() {
      adopt(spec(2, 2), instance(1, RUNNING), instance(2, RUNNING));
      ask(1);
      // Its successor is on the way.
      Operation.Create successor = only(Operation.Create.class);
      endClaim(FAILED);

      Operation.Look look = only(Operation.Look.class);
      assertThat(look.instance()).isEqualTo(instance(1, RUNNING));
      assertThat(started()).noneMatch(op -> op instanceof Operation.Create);

      tell(new Message.Ended(look, new Message.Outcome.Done(instance(1, RUNNING))));
      assertThat(report().running()).isEqualTo(1);
      assertThat(started()).isEmpty();
      tell(new Message.Ended(successor, FAILED));
      assertThat(started()).noneMatch(op -> op instanceof Operation.Create);
    }

    @Test
    void aCandidateThatHasLeftIsForgotten() {
      adopt(spec(1, 1), instance(1, RUNNING));
      ask(1);
      Operation.Create successor = only(Operation.Create.class);
      tell(new Message.Ended(successor, new Message.Outcome.Done(instance(8, RUNNING))));
      endClaim(new Operation.Claim(instance(1, RUNNING), request(1)), FAILED);

      tell(new Message.Ended(only(Operation.Look.class), new Message.Outcome.Removed()));

      assertThat(started()).noneMatch(op -> op instanceof Operation.Remove);
    }

    @Test
    void anEnvironmentThatExistsIsARepetition() {
      adopt(spec(1, 1), instance(1, RUNNING));
      Environment existing = environment(request(1), instance(7, RUNNING));

      ask(1);
      endClaim(new Message.Outcome.AlreadyClaimed(existing));

      assertThat(answers).containsExactly(new ClaimResult.Repeated(existing));
      assertThat(only(Operation.Look.class).instance()).isEqualTo(instance(1, RUNNING));
    }

    @Test
    void anEnvironmentOfAnotherProjectIsAConflict() {
      adopt(spec(1, 1), instance(1, RUNNING));
      ClaimRequest others =
          new ClaimRequest(
              request(1).environmentId(),
              new UUID(2, 2),
              request(1).environmentClassId(),
              request(1).variables(),
              request(1).secrets());

      ask(1);
      endClaim(new Message.Outcome.AlreadyClaimed(environment(others, instance(7, RUNNING))));

      assertThat(refusal()).isEqualTo(ClaimResult.Reason.CONFLICT);
    }

    @Test
    void withoutSnapshotOrWhileDeletingClaimsAreRefused() {
      adopt(spec(0, 1, Optional.empty()));
      ask(1);
      assertThat(refusal()).isEqualTo(ClaimResult.Reason.NO_SNAPSHOT);

      tell(new Message.Wanted(spec(0, 1).drained()));
      ask(2);
      assertThat(refusal()).isEqualTo(ClaimResult.Reason.DRAINING);
    }

    @Test
    void anOlderObservationDoesNotBringAClaimedInstanceBack() {
      adopt(spec(1, 1), instance(1, RUNNING));
      long before = tick;
      ask(1);
      endClaim(new Message.Outcome.Claimed(environment(request(1), instance(1, RUNNING))));

      tell(new Message.Observed(List.of(instance(1, RUNNING)), before));
      tell(new Message.InstanceObserved(instance(1, RUNNING).id(), claimedBefore(), before));
      ask(2);

      assertThat(claimOperation()).isInstanceOf(Operation.ColdClaim.class);
    }

    private Optional<Instance> claimedBefore() {
      return Optional.of(instance(1, RUNNING));
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

  private void adopt(WarmPoolSpec spec, Instance... instances) {
    tell(new Message.Wanted(spec));
    observe(instances);
  }

  private void observe(Instance... instances) {
    tell(new Message.Observed(List.of(instances), ++tick));
  }

  private void ask(int number) {
    tell(new Message.ClaimAsked(request(number), answers::add));
  }

  private void endClaim(Message.Outcome outcome) {
    endClaim(claimOperation(), outcome);
  }

  private void endClaim(Operation claim, Message.Outcome outcome) {
    tell(new Message.Ended(claim, outcome));
  }

  private void tell(Message message) {
    effects = reactor.handle(message, now, ++tick);
    for (Effect effect : effects) {
      if (effect instanceof Effect.Answer answer) {
        answer.answer().accept(answer.result());
      }
    }
  }

  private List<Operation> started() {
    return effects.stream()
        .flatMap(
            effect ->
                effect instanceof Effect.Run run
                    ? Optional.of(run.operation()).stream()
                    : Optional.<Operation>empty().stream())
        .toList();
  }

  private Operation claimOperation() {
    return started().stream()
        .filter(op -> !(op instanceof Operation.Planned))
        .findFirst()
        .orElseThrow();
  }

  private Instance claimed() {
    return ((Operation.Claim) claimOperation()).instance();
  }

  private <T extends Operation> T only(Class<T> type) {
    return started().stream().filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
  }

  private ClaimResult.Reason refusal() {
    return ((ClaimResult.Refused) answers.getLast()).reason();
  }

  private PoolStatus report() {
    return effects.stream()
        .filter(Effect.Report.class::isInstance)
        .map(effect -> ((Effect.Report) effect).status())
        .findFirst()
        .orElseThrow();
  }

  private Instant wakeAt() {
    return effects.stream()
        .filter(Effect.WakeAt.class::isInstance)
        .map(effect -> ((Effect.WakeAt) effect).time())
        .findFirst()
        .orElseThrow();
  }

  private static PoolStatus status(WarmPoolPhase phase, int running, int stopped, int desired) {
    return new PoolStatus(phase, running, stopped, desired, Optional.empty());
  }
}
