package dev.prebuild.pool;

import static dev.prebuild.pool.PoolFixtures.NOW;
import static dev.prebuild.pool.PoolFixtures.request;
import static dev.prebuild.pool.PoolFixtures.spec;

import dev.prebuild.config.spec.WarmPoolPhase;
import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.autoscale.ClaimHistory;
import dev.prebuild.pool.autoscale.Schedule;
import dev.prebuild.pool.claim.ClaimResult;
import dev.prebuild.pool.instance.HostException;
import dev.prebuild.pool.instance.Instance;
import dev.prebuild.pool.plan.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGeneratorFactory;

/** Talks to a reactor, and picks out what it wants done. */
abstract class ReactorDriver {
  static final Message.Outcome.Failed FAILED =
      new Message.Outcome.Failed(HostException.Kind.FAILED, "no answer");

  private final PoolReactor reactor =
      new PoolReactor(
          new PoolPolicy(
              4,
              Duration.ofSeconds(10),
              PoolFixtures.LIFETIME,
              WarmPoolSpec.LARGEST,
              false,
              _ -> Schedule.NONE),
          ClaimHistory.startingAt(NOW),
          RandomGeneratorFactory.of("L64X128MixRandom").create(1));
  final List<ClaimResult> answers = new ArrayList<>();
  Instant now = NOW;
  long tick;
  List<Effect> effects = List.of();

  void adopt(WarmPoolSpec spec, Instance... instances) {
    tell(new Message.Wanted(spec));
    observe(instances);
  }

  void observe(Instance... instances) {
    tell(new Message.Observed(List.of(instances), ++tick));
  }

  void ask(int number) {
    tell(new Message.ClaimAsked(request(number), answers::add));
  }

  void endClaim(Message.Outcome outcome) {
    endClaim(claimOperation(), outcome);
  }

  void endClaim(Operation claim, Message.Outcome outcome) {
    tell(new Message.Ended(claim, outcome));
  }

  void tell(Message message) {
    effects = reactor.handle(message, now, ++tick);
    for (Effect effect : effects) {
      if (effect instanceof Effect.Answer answer) {
        answer.answer().accept(answer.result());
      }
    }
  }

  List<Operation> started() {
    return effects.stream()
        .flatMap(
            effect ->
                effect instanceof Effect.Run run
                    ? Optional.of(run.operation()).stream()
                    : Optional.<Operation>empty().stream())
        .toList();
  }

  Operation claimOperation() {
    return started().stream()
        .filter(op -> !(op instanceof Operation.Planned))
        .findFirst()
        .orElseThrow();
  }

  Instance claimed() {
    return ((Operation.Claim) claimOperation()).instance();
  }

  <T extends Operation> T only(Class<T> type) {
    return started().stream().filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
  }

  ClaimResult.Reason refusal() {
    return ((ClaimResult.Refused) answers.getLast()).reason();
  }

  PoolStatus report() {
    return effects.stream()
        .filter(Effect.Report.class::isInstance)
        .map(effect -> ((Effect.Report) effect).status())
        .findFirst()
        .orElseThrow();
  }

  Instant wakeAt() {
    return effects.stream()
        .filter(Effect.WakeAt.class::isInstance)
        .map(effect -> ((Effect.WakeAt) effect).time())
        .findFirst()
        .orElseThrow();
  }

  static PoolStatus status(WarmPoolPhase phase, int running, int stopped, int desired) {
    return new PoolStatus(phase, running, stopped, desired, Optional.empty());
  }
}
