package dev.prebuild.pool;

import dev.prebuild.pool.claim.ClaimResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Claims that have no answer yet. All who ask for the same environment wait for one claim. */
final class PendingClaims {
  /** Instances that a claim tries before it is refused, if the host fails with each. */
  private static final int MOST_TRIES = 3;

  private final Map<UUID, Pending> claims = new HashMap<>();

  /** {@code failures} counts the candidates that failed. */
  private record Pending(List<Consumer<ClaimResult>> waiting, int failures) {}

  /** Whether it is the first for this environment, and so is to be served. */
  boolean add(UUID environmentId, Consumer<ClaimResult> answer) {
    Optional<Pending> pending = Optional.ofNullable(claims.get(environmentId));
    List<Consumer<ClaimResult>> waiting =
        new ArrayList<>(pending.map(Pending::waiting).orElse(List.of()));
    waiting.add(answer);
    claims.put(environmentId, new Pending(waiting, pending.map(Pending::failures).orElse(0)));
    return pending.isEmpty();
  }

  /** One more candidate has failed; whether another one may be tried. */
  boolean mayTryAgain(UUID environmentId) {
    Pending pending =
        claims.computeIfPresent(
            environmentId, (_, one) -> new Pending(one.waiting(), one.failures() + 1));
    return pending != null && pending.failures() < MOST_TRIES;
  }

  /** Answers all who wait for this environment. */
  List<Effect> answer(UUID environmentId, ClaimResult result) {
    Pending pending = claims.remove(environmentId);
    return pending == null
        ? List.of()
        : pending.waiting().stream()
            .<Effect>map(waiting -> new Effect.Answer(waiting, result))
            .toList();
  }
}
