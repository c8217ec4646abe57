package dev.prebuild.agent.sync;

import dev.prebuild.agent.connect.ConnectException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;

/**
 * How often a call is tried, and when to stop trying.
 *
 * @param attempts tries of one call, at least 1
 * @param firstPause mean pause after the first try; doubles with each further one
 * @param longestPause no pause is longer
 * @param failuresToOpen failed tries in a row after which calls are refused without being made
 * @param openFor how long they are refused before one is let through again
 */
public record CallPolicy(
    int attempts,
    Duration firstPause,
    Duration longestPause,
    int failuresToOpen,
    Duration openFor) {
  private static final double GROWTH = 2;
  private static final double JITTER = 0.5;

  /** Rides over a restart of the control plane within one call; gives up within two seconds. */
  public static CallPolicy standard() {
    return new CallPolicy(
        4, Duration.ofMillis(200), Duration.ofSeconds(1), 8, Duration.ofSeconds(5));
  }

  Retry retry() {
    return Retry.of(
        "control-plane",
        RetryConfig.custom()
            .maxAttempts(attempts)
            .intervalFunction(
                IntervalFunction.ofExponentialRandomBackoff(
                    firstPause, GROWTH, JITTER, longestPause))
            .retryOnException(CallPolicy::isTransient)
            .build());
  }

  /** A refusal with a reason shows a live control plane, so it counts as a success here. */
  CircuitBreaker circuitBreaker() {
    return CircuitBreaker.of(
        "control-plane",
        CircuitBreakerConfig.custom()
            .slidingWindow(
                failuresToOpen,
                failuresToOpen,
                SlidingWindowType.COUNT_BASED,
                CircuitBreakerConfig.SlidingWindowSynchronizationStrategy.LOCK_FREE)
            .failureRateThreshold(100)
            // A long poll is slow by design.
            .slowCallDurationThreshold(Duration.ofDays(1))
            .waitDurationInOpenState(openFor)
            .permittedNumberOfCallsInHalfOpenState(1)
            .recordException(CallPolicy::isTransient)
            .build());
  }

  /** Whether the same call may succeed in a while. */
  static boolean isTransient(Throwable failure) {
    return failure instanceof ConnectException refused
        && switch (refused.code()) {
          case UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, INTERNAL, UNKNOWN -> true;
          case CANCELED,
              INVALID_ARGUMENT,
              NOT_FOUND,
              ALREADY_EXISTS,
              PERMISSION_DENIED,
              FAILED_PRECONDITION,
              ABORTED,
              OUT_OF_RANGE,
              UNIMPLEMENTED,
              DATA_LOSS,
              UNAUTHENTICATED ->
              false;
        };
  }
}
