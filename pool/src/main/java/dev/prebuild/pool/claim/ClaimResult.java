package dev.prebuild.pool.claim;

/** How a claim ends. */
public sealed interface ClaimResult {

  /** The environment has its instance. */
  record Claimed(Environment environment, ClaimSource source) implements ClaimResult {}

  /** The environment had its instance already; identity and secrets were delivered once more. */
  record Repeated(Environment environment) implements ClaimResult {}

  /** The environment has none. */
  record Refused(Reason reason, String message) implements ClaimResult {}

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

  /** Why a claim is refused. */
  enum Reason {
    /** No pool serves this project and class. */
    NO_POOL,
    /** No prebuild has completed yet. */
    NO_SNAPSHOT,
    /** The pool is being deleted, or the agent stops. */
    DRAINING,
    /** The environment exists with another project or class. */
    CONFLICT,
    /** The host could not do it; the same claim may be tried again. */
    FAILED
  }
}
