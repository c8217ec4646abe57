package dev.prebuild.pool;

import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.pool.claim.ClaimResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Claims that have no answer yet, in the order in which they came. All who ask for the same
 * environment wait for one claim.
 */
final class PendingClaims {
  /** Instances that a claim tries before it is refused, if the host fails with each. */
  private static final int MOST_FAILURES = 3;

  /**
   * Instances that a claim finds gone or not ready before it is refused: as many as there can be.
   */
  private static final int MOST_PASSED_OVER = WarmPoolSpec.LARGEST;

  private final Map<UUID, Pending> claims = new LinkedHashMap<>();

  /** Of those, the ones that wait for the pool's next instance. */
  private final Set<UUID> waiting = new LinkedHashSet<>();

  /** Of those that wait, the ones that do so only because an instance is being started anyway. */
  private final SequencedSet<UUID> hasty = new LinkedHashSet<>();

  /**
   * A claim without an answer.
   *
   * @param patientUntil when its patience ends
   * @param failures candidates that the host has failed with
   * @param passedOver candidates that were not what they seemed
   * @param hasWaited whether there was none for a while
   */
  record Pending(
      ClaimRequest request,
      List<Consumer<ClaimResult>> answers,
      Instant patientUntil,
      int failures,
      int passedOver,
      boolean hasWaited) {

    private Pending with(Consumer<ClaimResult> answer) {
      List<Consumer<ClaimResult>> all = new ArrayList<>(answers);
      all.add(answer);
      return new Pending(request, all, patientUntil, failures, passedOver, hasWaited);
    }

    private Pending failed() {
      return new Pending(request, answers, patientUntil, failures + 1, passedOver, hasWaited);
    }

    private Pending passed() {
      return new Pending(request, answers, patientUntil, failures, passedOver + 1, hasWaited);
    }

    private Pending waiting() {
      return new Pending(request, answers, patientUntil, failures, passedOver, true);
    }
  }

  /** Whether it is the first for this environment, and so is to be served. */
  boolean add(ClaimRequest request, Consumer<ClaimResult> answer, Instant now) {
    UUID id = request.environmentId();
    boolean isFirst = !claims.containsKey(id);
    Instant patientUntil = now.plus(request.patience());
    claims.merge(
        id,
        new Pending(request, List.of(answer), patientUntil, 0, 0, false),
        (before, _) -> before.with(answer));
    return isFirst;
  }

  /** The host has failed with a candidate; whether another one may be tried. */
  boolean mayTryAfterFailure(UUID environmentId) {
    return change(environmentId, Pending::failed)
        .filter(pending -> pending.failures() < MOST_FAILURES)
        .isPresent();
  }

  /** A candidate was gone, or not ready; whether another one may be tried. */
  boolean mayTryAfterPassing(UUID environmentId) {
    return change(environmentId, Pending::passed)
        .filter(pending -> pending.passedOver() < MOST_PASSED_OVER)
        .isPresent();
  }

  private Optional<Pending> change(UUID environmentId, UnaryOperator<Pending> change) {
    return Optional.ofNullable(
        claims.computeIfPresent(environmentId, (_, pending) -> change.apply(pending)));
  }

  Optional<Pending> find(UUID environmentId) {
    return Optional.ofNullable(claims.get(environmentId));
  }

  // Those that wait.

  /** Whether the claim would rather wait than be served otherwise. */
  boolean isPatient(UUID environmentId, Instant now) {
    return find(environmentId).filter(pending -> now.isBefore(pending.patientUntil())).isPresent();
  }

  /** The claim waits for the next instance until its patience ends. */
  void await(UUID environmentId) {
    change(environmentId, Pending::waiting);
    waiting.add(environmentId);
  }

  /** The claim waits for the next instance as long as one is being started. */
  void awaitStart(UUID environmentId) {
    await(environmentId);
    hasty.add(environmentId);
  }

  int waiting() {
    return waiting.size();
  }

  /** The one that has waited longest; it waits no more. */
  Optional<ClaimRequest> nextWaiting() {
    return next(waiting);
  }

  /** Of those that wait for a start, the last to come; it waits no more. Empty if none does. */
  Optional<ClaimRequest> lastHasty() {
    return next(hasty.reversed());
  }

  private Optional<ClaimRequest> next(Collection<UUID> ids) {
    Optional<UUID> first = ids.stream().findFirst();
    first.ifPresent(
        id -> {
          waiting.remove(id);
          hasty.remove(id);
        });
    return first.map(claims::get).map(Pending::request);
  }

  int hasty() {
    return hasty.size();
  }

  /** Those whose patience has ended; they wait no more. */
  List<ClaimRequest> outOfPatience(Instant now) {
    List<ClaimRequest> impatient =
        patient()
            .filter(pending -> !now.isBefore(pending.patientUntil()))
            .map(Pending::request)
            .toList();
    impatient.forEach(request -> waiting.remove(request.environmentId()));
    return impatient;
  }

  /** When the first patience ends. */
  Optional<Instant> patienceEnds() {
    return patient().map(Pending::patientUntil).min(Comparator.naturalOrder());
  }

  private Stream<Pending> patient() {
    return waiting.stream().filter(id -> !hasty.contains(id)).map(claims::get);
  }

  /** Answers all who wait for this environment. */
  List<Effect> answer(UUID environmentId, ClaimResult result) {
    Pending pending = claims.remove(environmentId);
    return pending == null
        ? List.of()
        : pending.answers().stream()
            .<Effect>map(answer -> new Effect.Answer(answer, result))
            .toList();
  }
}
