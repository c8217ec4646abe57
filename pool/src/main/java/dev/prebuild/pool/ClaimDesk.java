package dev.prebuild.pool;

import static dev.prebuild.pool.claim.ClaimResult.Reason.DRAINING;
import static dev.prebuild.pool.claim.ClaimResult.Reason.FAILED;
import static dev.prebuild.pool.claim.ClaimResult.Reason.NONE_IN_TIME;
import static dev.prebuild.pool.claim.ClaimResult.Reason.NO_CAPACITY;
import static dev.prebuild.pool.claim.ClaimResult.Reason.NO_SNAPSHOT;

import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.pool.claim.ClaimResult;
import dev.prebuild.pool.claim.ClaimResult.Miss;
import dev.prebuild.pool.claim.ClaimSource;
import dev.prebuild.pool.instance.HostException;
import dev.prebuild.pool.instance.Instance;
import dev.prebuild.pool.plan.Backoff;
import dev.prebuild.pool.plan.Operation;
import dev.prebuild.pool.plan.Pressure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Serves a pool's claims, quickest first: a running instance of the newest snapshot, one of an
 * older one, a stopped one, one that is just being started; then, for a claim that is patient, the
 * next that comes up; else a new one made from the snapshot. Not thread-safe: the pool's reactor
 * owns it.
 */
final class ClaimDesk {
  private static final Duration SHORTEST_RETRY = Duration.ofSeconds(5);

  private final Holdings holdings;
  private final UnderWay underWay;
  private final Supplier<UUID> newId;
  private final PendingClaims claims = new PendingClaims();

  ClaimDesk(Holdings holdings, UnderWay underWay, Supplier<UUID> newId) {
    this.holdings = holdings;
    this.underWay = underWay;
    this.newId = newId;
  }

  /** What a claim has found. */
  enum Found {
    /** An instance that was ready. */
    READY,
    /** One that has to be started, or none yet. */
    UNREADY,
    /** Nothing: it was refused, or it is one more question of a claim that is being served. */
    NOTHING
  }

  /** An environment asks for an instance. */
  Found ask(Message.ClaimAsked asked, Moment moment, List<Effect> effects) {
    return claims.add(asked.request(), asked.answer(), moment.now())
        ? serve(asked.request(), moment, effects)
        : Found.NOTHING;
  }

  private Found serve(ClaimRequest request, Moment moment, List<Effect> effects) {
    if (moment.isDraining()) {
      refuse(request, DRAINING, draining(moment), moment, effects);
      return Found.NOTHING;
    }
    Optional<Instance> candidate =
        best(Instance.State.RUNNING, moment).or(() -> best(Instance.State.STOPPED, moment));
    if (candidate.isPresent()) {
      Operation claim = new Operation.Claim(candidate.get(), moment.spec().orElseThrow(), request);
      underWay.begin(claim, moment.now(), effects);
      return candidate.get().state() == Instance.State.RUNNING ? Found.READY : Found.UNREADY;
    }
    if (claims.isPatient(request.environmentId(), moment.now())) {
      claims.await(request.environmentId());
    } else if (starts() > claims.waiting()) {
      claims.awaitStart(request.environmentId());
    } else {
      return serveCold(request, moment, effects);
    }
    return Found.UNREADY;
  }

  private Optional<Instance> best(Instance.State state, Moment moment) {
    return holdings.bestForClaim(state, moment.snapshotId(), underWay.instances());
  }

  private Found serveCold(ClaimRequest request, Moment moment, List<Effect> effects) {
    if (moment.snapshotId().isEmpty()) {
      String message =
          "no prebuild of this project and environment class has completed yet; claim again when"
              + " one has";
      refuse(request, NO_SNAPSHOT, message, moment, effects);
      return Found.NOTHING;
    }
    if (moment.host().pressure().isAtLeast(Pressure.DROP_RESERVE)) {
      String message =
          "the host is short of memory or disk and has no instance left; claim on another host, or"
              + " again when some environments have ended";
      refuse(request, NO_CAPACITY, message, moment, effects);
      return Found.NOTHING;
    }
    UUID source = moment.coldSource().orElseThrow();
    underWay.begin(
        new Operation.ColdClaim(newId.get(), moment.spec().orElseThrow(), source, request),
        moment.now(),
        effects);
    return Found.UNREADY;
  }

  private static String draining(Moment moment) {
    return moment.host().draining()
        ? HostState.DRAINING_MESSAGE
        : "the warm pool is being deleted and takes no claims";
  }

  // Those that wait.

  /** To be asked whenever something has changed. */
  void serveWaiting(Moment moment, List<Effect> effects) {
    for (ClaimRequest request : claims.outOfPatience(moment.now())) {
      String message =
          "no instance was ready within %d s; claim again, with the same environment id"
              .formatted(request.patience().toSeconds());
      refuse(request, NONE_IN_TIME, message, moment, effects);
    }
    while (claims.waiting() > 0
        && (moment.isDraining() || best(Instance.State.RUNNING, moment).isPresent())) {
      claims.nextWaiting().ifPresent(request -> serve(request, moment, effects));
    }
    while (claims.hasty() > starts()) {
      claims.lastHasty().ifPresent(request -> serveCold(request, moment, effects));
    }
  }

  /** Instances that are being started from the reserve: they are ready sooner than a new one. */
  private int starts() {
    return (int) underWay.operations().stream().filter(op -> op instanceof Operation.Start).count();
  }

  int waiting() {
    return claims.waiting();
  }

  Optional<Instant> patienceEnds() {
    return claims.patienceEnds();
  }

  // Ends.

  void end(Operation.Claim claim, Message.Outcome outcome, Moment moment, List<Effect> effects) {
    Instance instance = claim.instance();
    ClaimRequest request = claim.request();
    switch (outcome) {
      case Message.Outcome.Claimed claimed -> {
        holdings.forget(instance.id(), moment.tick());
        ClaimSource source =
            instance.state() == Instance.State.RUNNING ? ClaimSource.RUNNING : ClaimSource.STOPPED;
        Optional<Miss> miss = miss(request, source, instance.snapshotId(), moment);
        answer(request, new ClaimResult.Claimed(claimed.environment(), source, miss), effects);
      }
      case Message.Outcome.AlreadyClaimed already -> {
        // If it was stopped, it may have been started on the way.
        holdings.doubt(instance, moment.tick());
        answer(request, ClaimResult.exists(request, already.environment()), effects);
      }
      case Message.Outcome.Failed failed -> {
        // Its name may have changed before the failure, so it goes back to the pool only when it
        // has been seen there; until then it counts, lest the pool outgrow its maximum. Trying the
        // next one is safe: the environment's name is given once.
        holdings.doubt(instance, moment.tick());
        tryNext(request, failed, moment, effects);
      }
      case Message.Outcome.Done _, Message.Outcome.Removed _ ->
          throw Message.impossible(claim, outcome);
    }
  }

  void end(Operation.ColdClaim cold, Message.Outcome outcome, Moment moment, List<Effect> effects) {
    ClaimRequest request = cold.request();
    switch (outcome) {
      case Message.Outcome.Claimed claimed -> {
        Optional<Miss> miss = miss(request, ClaimSource.COLD, cold.snapshotId(), moment);
        answer(
            request,
            new ClaimResult.Claimed(claimed.environment(), ClaimSource.COLD, miss),
            effects);
      }
      case Message.Outcome.AlreadyClaimed already ->
          answer(request, ClaimResult.exists(request, already.environment()), effects);
      case Message.Outcome.Failed failed ->
          refuse(request, FAILED, failed.message(), moment, effects);
      case Message.Outcome.Done _, Message.Outcome.Removed _ ->
          throw Message.impossible(cold, outcome);
    }
  }

  private void tryNext(
      ClaimRequest request, Message.Outcome.Failed failed, Moment moment, List<Effect> effects) {
    UUID id = request.environmentId();
    boolean mayTryAgain =
        failed.kind() == HostException.Kind.GONE
            ? claims.mayTryAfterPassing(id)
            : claims.mayTryAfterFailure(id);
    if (mayTryAgain) {
      serve(request, moment, effects);
    } else {
      refuse(request, FAILED, failed.message(), moment, effects);
    }
  }

  private Optional<Miss> miss(
      ClaimRequest request, ClaimSource source, UUID snapshotId, Moment moment) {
    PendingClaims.Pending pending = claims.find(request.environmentId()).orElseThrow();
    if (source == ClaimSource.RUNNING && !pending.hasWaited()) {
      boolean isNewest = moment.snapshotId().equals(Optional.of(snapshotId));
      return isNewest ? Optional.empty() : Optional.of(Miss.STALE);
    }
    if (pending.passedOver() > 0) {
      return Optional.of(Miss.UNHEALTHY);
    }
    boolean isShort = moment.host().pressure().isAtLeast(Pressure.PAUSE_REFILL);
    return Optional.of(isShort ? Miss.CAPACITY : Miss.EMPTY);
  }

  // Answers.

  private void refuse(
      ClaimRequest request,
      ClaimResult.Reason reason,
      String message,
      Moment moment,
      List<Effect> effects) {
    answer(request, new ClaimResult.Refused(reason, message, retryAfter(moment)), effects);
  }

  /** Nothing new comes up while a pause is on. */
  private static Duration retryAfter(Moment moment) {
    Backoff creating = moment.health().creating();
    Duration pause =
        creating.isPausing(moment.now())
            ? Duration.between(moment.now(), creating.until())
            : Duration.ZERO;
    return pause.compareTo(SHORTEST_RETRY) > 0 ? pause : SHORTEST_RETRY;
  }

  private void answer(ClaimRequest request, ClaimResult result, List<Effect> effects) {
    effects.addAll(claims.answer(request.environmentId(), result));
  }
}
