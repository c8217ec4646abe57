package dev.prebuild.pool;

import static dev.prebuild.pool.claim.ClaimResult.Reason.DRAINING;
import static dev.prebuild.pool.claim.ClaimResult.Reason.FAILED;
import static dev.prebuild.pool.claim.ClaimResult.Reason.NO_SNAPSHOT;

import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.pool.claim.ClaimResult;
import dev.prebuild.pool.claim.ClaimSource;
import dev.prebuild.pool.instance.Instance;
import dev.prebuild.pool.plan.Operation;
import dev.prebuild.pool.plan.PoolPlanner;
import dev.prebuild.pool.plan.PoolView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * What a pool thinks: takes a message, returns what is to be done about it. Knows neither threads
 * nor the host, so that a simulation drives the very same code. Not thread-safe: one loop owns it.
 *
 * <p>Laws:
 *
 * <ul>
 *   <li>an instance under an operation is nobody else's: no second operation, no claim;
 *   <li>who gets which instance is decided here and nowhere else;
 *   <li>an instance that has left stays left: an older observation cannot bring it back;
 *   <li>nothing is planned before the host's holdings have been seen once;
 *   <li>every claim is answered once.
 * </ul>
 */
public final class PoolReactor {
  private final int slots;
  private final RandomGenerator random;
  private final Holdings holdings = new Holdings();
  private final Map<UUID, Operation> underWay = new HashMap<>();
  private final PendingClaims claims = new PendingClaims();
  private final StatusReport status = new StatusReport();
  private final PoolHealth health;
  private Optional<WarmPoolSpec> spec = Optional.empty();
  private Optional<Instant> wakeAt = Optional.empty();
  private boolean isAdopted;

  /**
   * @param slots operations of this pool that may be under way at once; claims do not count
   * @param maxBackoff longest pause after failures in a row
   * @param random source of ids and jitter
   */
  public PoolReactor(int slots, Duration maxBackoff, RandomGenerator random) {
    this.slots = slots;
    this.random = random;
    this.health = new PoolHealth(maxBackoff, random);
  }

  /**
   * Takes one message.
   *
   * @param tick reading of the clock that observations are stamped with; never goes back
   * @return what is to be done, in this order
   */
  public List<Effect> handle(Message message, Instant now, long tick) {
    List<Effect> effects = new ArrayList<>();
    switch (message) {
      case Message.Wanted wanted -> want(wanted.spec());
      case Message.Observed observed -> {
        holdings.observe(observed.instances(), observed.observedAt(), underWay.keySet());
        isAdopted = true;
      }
      case Message.InstanceObserved one ->
          holdings.observe(one.instanceId(), one.instance(), one.observedAt(), underWay.keySet());
      case Message.ClaimAsked claim -> ask(claim, effects);
      case Message.Ended ended -> end(ended, now, tick, effects);
      // Whoever ticks has used up the wake-up; one that came too early is asked for again.
      case Message.Tick _ -> wakeAt = Optional.empty();
    }
    plan(now, effects);
    report(effects);
    return effects;
  }

  private void want(WarmPoolSpec wanted) {
    spec = Optional.of(wanted);
    health.use(wanted.snapshotId());
  }

  // Claims.

  private void ask(Message.ClaimAsked claim, List<Effect> effects) {
    if (claims.add(claim.request().environmentId(), claim.answer())) {
      serve(claim.request(), effects);
    }
  }

  /** Quickest first: a running instance, a stopped one, a new one. */
  private void serve(ClaimRequest request, List<Effect> effects) {
    if (spec.isEmpty() || spec.get().deleting()) {
      refuse(request, DRAINING, "the warm pool is being deleted and takes no claims", effects);
      return;
    }
    Optional<UUID> snapshotId = spec.get().snapshotId();
    Optional<Instance> candidate = holdings.bestForClaim(snapshotId, underWay.keySet());
    if (candidate.isPresent()) {
      run(new Operation.Claim(candidate.get(), request), effects);
    } else if (snapshotId.isPresent()) {
      run(new Operation.ColdClaim(newId(), spec.get(), snapshotId.get(), request), effects);
    } else {
      refuse(
          request,
          NO_SNAPSHOT,
          "no prebuild of this project and environment class has completed yet; claim again when"
              + " one has",
          effects);
    }
  }

  private void tryNext(ClaimRequest request, String failure, List<Effect> effects) {
    if (claims.mayTryAgain(request.environmentId())) {
      serve(request, effects);
    } else {
      refuse(request, FAILED, failure, effects);
    }
  }

  private void refuse(
      ClaimRequest request, ClaimResult.Reason reason, String message, List<Effect> effects) {
    answer(request, new ClaimResult.Refused(reason, message), effects);
  }

  private void answer(ClaimRequest request, ClaimResult result, List<Effect> effects) {
    effects.addAll(claims.answer(request.environmentId(), result));
  }

  // Ends of operations.

  private void end(Message.Ended ended, Instant now, long tick, List<Effect> effects) {
    underWay.remove(ended.operation().instanceId());
    switch (ended.operation()) {
      case Operation.Claim claim -> endClaim(claim, ended.outcome(), tick, effects);
      case Operation.ColdClaim cold -> endColdClaim(cold, ended.outcome(), effects);
      case Operation.Planned planned -> endPlanned(planned, ended.outcome(), now, tick);
    }
  }

  private void endClaim(
      Operation.Claim claim, Message.Outcome outcome, long tick, List<Effect> effects) {
    Instance instance = claim.instance();
    boolean wasRunning = instance.state() == Instance.State.RUNNING;
    switch (outcome) {
      case Message.Outcome.Claimed claimed -> {
        holdings.forget(instance.id(), tick);
        ClaimSource source = wasRunning ? ClaimSource.RUNNING : ClaimSource.STOPPED;
        answer(
            claim.request(),
            new ClaimResult.Claimed(claimed.environment(), source, Optional.empty()),
            effects);
      }
      case Message.Outcome.AlreadyClaimed already -> {
        // If it was stopped, it may have been started on the way.
        holdings.doubt(instance, tick);
        answer(
            claim.request(), ClaimResult.exists(claim.request(), already.environment()), effects);
      }
      case Message.Outcome.Failed failed -> {
        // Its name may have changed before the failure, so it goes back to the pool only when it
        // has been seen there; until then it counts, lest the pool outgrow its maximum. Trying the
        // next one is safe: the environment's name is given once.
        holdings.doubt(instance, tick);
        tryNext(claim.request(), failed.message(), effects);
      }
      case Message.Outcome.Done _, Message.Outcome.Removed _ -> throw impossible(claim, outcome);
    }
  }

  private void endColdClaim(
      Operation.ColdClaim cold, Message.Outcome outcome, List<Effect> effects) {
    ClaimRequest request = cold.request();
    switch (outcome) {
      case Message.Outcome.Claimed claimed ->
          answer(
              request,
              new ClaimResult.Claimed(claimed.environment(), ClaimSource.COLD, Optional.empty()),
              effects);
      case Message.Outcome.AlreadyClaimed already ->
          answer(request, ClaimResult.exists(request, already.environment()), effects);
      case Message.Outcome.Failed failed -> refuse(request, FAILED, failed.message(), effects);
      case Message.Outcome.Done _, Message.Outcome.Removed _ -> throw impossible(cold, outcome);
    }
  }

  private void endPlanned(
      Operation.Planned planned, Message.Outcome outcome, Instant now, long tick) {
    switch (outcome) {
      case Message.Outcome.Done done -> {
        holdings.put(done.instance(), tick);
        health.succeeded(planned);
      }
      case Message.Outcome.Removed _ -> {
        holdings.forget(planned.instanceId(), tick);
        health.succeeded(planned);
      }
      case Message.Outcome.Failed failed -> {
        holdings.keepRemains(planned, now, tick);
        health.failed(planned, failed.message(), now);
      }
      case Message.Outcome.Claimed _, Message.Outcome.AlreadyClaimed _ ->
          throw impossible(planned, outcome);
    }
  }

  private static IllegalStateException impossible(Operation operation, Message.Outcome outcome) {
    return new IllegalStateException(operation.getClass() + " ended as " + outcome.getClass());
  }

  // What follows from it.

  private void plan(Instant now, List<Effect> effects) {
    if (spec.isEmpty() || !isAdopted || isHandingOver()) {
      return;
    }
    PoolView view =
        new PoolView(
            spec.get(),
            desiredSize(),
            holdings.idle(underWay.keySet()),
            holdings.inDoubt(underWay.keySet()),
            underWay.values(),
            health.creating(),
            health.handling(),
            slots,
            now);
    PoolPlanner.plan(view, this::newId).forEach(operation -> run(operation, effects));
    wakeAfterPause(now, effects);
  }

  /**
   * Whether a running instance is changing hands, which takes milliseconds. Starting another one
   * meanwhile would make just this claim slower; its end is a message, and plans again.
   */
  private boolean isHandingOver() {
    return underWay.values().stream()
        .anyMatch(
            operation ->
                operation instanceof Operation.Claim claim
                    && claim.instance().state() == Instance.State.RUNNING);
  }

  /** Fixed at the minimum: there is always that much, and the headroom is kept in reserve. */
  private int desiredSize() {
    return spec.map(WarmPoolSpec::minSize).orElse(0);
  }

  private void wakeAfterPause(Instant now, List<Effect> effects) {
    Optional<Instant> next = health.pauseEnds(now);
    if (next.isPresent() && !next.equals(wakeAt)) {
      effects.add(new Effect.WakeAt(next.get()));
    }
    wakeAt = next;
  }

  private void run(Operation operation, List<Effect> effects) {
    underWay.put(operation.instanceId(), operation);
    effects.add(new Effect.Run(operation));
  }

  private UUID newId() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  private void report(List<Effect> effects) {
    if (spec.isPresent() && isAdopted) {
      status
          .next(
              spec.get(),
              holdings.count(Instance.State.RUNNING, underWay.keySet()),
              holdings.count(Instance.State.STOPPED, underWay.keySet()),
              desiredSize(),
              holdings.isEmpty() && underWay.isEmpty(),
              health.failure())
          .ifPresent(changed -> effects.add(new Effect.Report(changed)));
    }
  }
}
