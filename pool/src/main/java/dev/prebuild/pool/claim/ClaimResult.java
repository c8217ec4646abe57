package dev.prebuild.pool.claim;

import java.time.Duration;
import java.util.Optional;

/** How a claim ends. */
public sealed interface ClaimResult {

  /** The environment has its instance. */
  record Claimed(Environment environment, ClaimSource source, Optional<Miss> miss)
      implements ClaimResult {}

  /** The environment had its instance already; identity and secrets were delivered once more. */
  record Repeated(Environment environment) implements ClaimResult {}

  /**
   * The environment has none.
   *
   * @param retryAfter when the same claim is worth another try
   */
  record Refused(Reason reason, String message, Duration retryAfter) implements ClaimResult {
    private static final Duration USUAL_RETRY = Duration.ofSeconds(5);

    /** Worth another try after the usual time. */
    public Refused(Reason reason, String message) {
      this(reason, message, USUAL_RETRY);
    }
  }

  /** The same environment once more, or another one that goes by the id asked for. */
  static ClaimResult exists(ClaimRequest request, Environment environment) {
    return request.isFor(environment)
        ? new Repeated(environment)
        : new Refused(
            Reason.CONFLICT,
            "environment %s exists already, with project %s and environment class %s"
                .formatted(
                    environment.id(), environment.projectId(), environment.environmentClassId()));
  }

  /** Why a claim was not served with a ready instance of the newest snapshot. */
  enum Miss {
    /** No ready instance was left. */
    EMPTY,
    /** Those that were ready are made from an older snapshot. */
    STALE,
    /** Those that seemed ready were not. */
    UNHEALTHY,
    /** The host had no room to keep any. */
    CAPACITY
  }

  /** Why a claim is refused. */
  enum Reason {
    /** No pool serves this project and class. */
    NO_POOL,
    /** No prebuild has completed yet. */
    NO_SNAPSHOT,
    /** The pool is being deleted, or its host is being drained. */
    DRAINING,
    /** The host has no room for another environment. */
    NO_CAPACITY,
    /** No instance came up while the claim waited. */
    NONE_IN_TIME,
    /** The environment exists with another project or class. */
    CONFLICT,
    /** The host could not do it; the same claim may be tried again. */
    FAILED
  }
}
