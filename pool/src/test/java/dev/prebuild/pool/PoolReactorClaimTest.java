package dev.prebuild.pool;

import static dev.prebuild.pool.PoolFixtures.OLD_SNAPSHOT;
import static dev.prebuild.pool.PoolFixtures.SNAPSHOT;
import static dev.prebuild.pool.PoolFixtures.URGENCY;
import static dev.prebuild.pool.PoolFixtures.environment;
import static dev.prebuild.pool.PoolFixtures.instance;
import static dev.prebuild.pool.PoolFixtures.request;
import static dev.prebuild.pool.PoolFixtures.spec;
import static dev.prebuild.pool.instance.Instance.State.RUNNING;
import static dev.prebuild.pool.instance.Instance.State.STOPPED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.pool.claim.ClaimResult;
import dev.prebuild.pool.claim.ClaimSource;
import dev.prebuild.pool.claim.Environment;
import dev.prebuild.pool.instance.Instance;
import dev.prebuild.pool.plan.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How a pool serves claims. */
class PoolReactorClaimTest extends ReactorDriver {
  @Test
  void aRunningInstanceIsQuickestThenAStoppedOneThenOneThatIsBeingStartedThenANewOne() {
    adopt(spec(1, 3), instance(1, STOPPED), instance(2, RUNNING), instance(3, STOPPED));

    ask(1);
    assertThat(claimed()).isEqualTo(instance(2, RUNNING));
    assertThat(only(Operation.Start.class).instance()).isEqualTo(instance(1, STOPPED));
    ask(2);
    assertThat(claimed()).isEqualTo(instance(3, STOPPED));
    ask(3);
    assertThat(started()).noneMatch(op -> !(op instanceof Operation.Planned));
    ask(4);
    assertThat(claimOperation()).isInstanceOf(Operation.ColdClaim.class);
  }

  @Test
  void backfillBeginsInTheInstantInWhichAClaimIsDecided() {
    adopt(spec(1, 3), instance(1, STOPPED), instance(2, STOPPED), instance(3, RUNNING));

    ask(1);

    assertThat(claimed()).isEqualTo(instance(3, RUNNING));
    assertThat(only(Operation.Start.class).instance()).isEqualTo(instance(1, STOPPED));
  }

  @Test
  void aClaimThatWaitsForAStartGetsItsInstance() {
    adopt(spec(1, 2), instance(1, STOPPED), instance(2, RUNNING));
    ask(1);
    Operation.Start start = only(Operation.Start.class);
    ask(2);

    tell(new Message.Ended(start, new Message.Outcome.Done(instance(1, RUNNING))));
    assertThat(claimed()).isEqualTo(instance(1, RUNNING));
    endClaim(new Message.Outcome.Claimed(environment(request(2), instance(1, RUNNING))));

    assertThat(answers)
        .last()
        .isEqualTo(
            new ClaimResult.Claimed(
                environment(request(2), instance(1, RUNNING)),
                ClaimSource.RUNNING,
                Optional.of(ClaimResult.Miss.EMPTY)));
  }

  @Test
  void aClaimThatWaitsForAStartInVainGetsANewOne() {
    adopt(spec(1, 2), instance(1, STOPPED), instance(2, RUNNING));
    ask(1);
    Operation.Start start = only(Operation.Start.class);
    ask(2);

    tell(new Message.Ended(start, FAILED));

    assertThat(claimOperation()).isInstanceOf(Operation.ColdClaim.class);
  }

  @Test
  void theNewestSnapshotIsFirst() {
    adopt(spec(2, 2), instance(1, RUNNING, OLD_SNAPSHOT), instance(2, RUNNING));
    tell(
        new Message.Ended(
            new Operation.Create(instance(3, RUNNING).id(), spec(2, 2), SNAPSHOT, URGENCY, ""),
            new Message.Outcome.Done(instance(3, RUNNING))));

    ask(1);

    assertThat(claimed()).isEqualTo(instance(2, RUNNING));
  }

  @Test
  void theAnswerSaysWhereTheInstanceCameFrom() {
    adopt(spec(1, 1), instance(2, RUNNING));
    Environment first = environment(request(1), instance(2, RUNNING));
    Environment cold = environment(request(2), instance(9, RUNNING));

    ask(1);
    endClaim(new Message.Outcome.Claimed(first));
    assertThat(answers)
        .containsExactly(new ClaimResult.Claimed(first, ClaimSource.RUNNING, Optional.empty()));

    adopt(spec(0, 1));
    ask(2);
    endClaim(new Message.Outcome.Claimed(cold));
    assertThat(answers)
        .last()
        .isEqualTo(
            new ClaimResult.Claimed(cold, ClaimSource.COLD, Optional.of(ClaimResult.Miss.EMPTY)));
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
        .containsOnly(new ClaimResult.Claimed(environment, ClaimSource.RUNNING, Optional.empty()));
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
    endClaim(FAILED);

    Operation.Look look = only(Operation.Look.class);
    assertThat(look.instance()).isEqualTo(instance(1, RUNNING));
    assertThat(started()).noneMatch(op -> op instanceof Operation.Create);

    tell(new Message.Ended(look, new Message.Outcome.Done(instance(1, RUNNING))));
    assertThat(report().running()).isEqualTo(1);
    assertThat(started()).isEmpty();
  }

  @Test
  void aCandidateThatHasLeftIsForgotten() {
    adopt(spec(1, 1), instance(1, RUNNING));
    ask(1);
    assertThat(only(Operation.Create.class).snapshotId()).isEqualTo(SNAPSHOT);
    endClaim(FAILED);

    tell(new Message.Ended(only(Operation.Look.class), new Message.Outcome.Removed()));

    assertThat(started()).isEmpty();
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
            request(1).secrets(),
            Duration.ZERO);

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
