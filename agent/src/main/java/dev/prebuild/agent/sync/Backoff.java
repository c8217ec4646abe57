package dev.prebuild.agent.sync;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after a number of failures in a row: doubling up to a cap, of which the upper
 * half is random, so that agents that lost the same control plane do not come back all at once.
 *
 * @param first longest pause after the first failure; more than zero
 * @param cap no pause is longer
 */
public record Backoff(Duration first, Duration cap) {
  /** Beyond this many doublings every cap in use has been reached. */
  private static final int MOST_DOUBLINGS = 30;

  /** From half a second to half a minute. */
  public static Backoff standard() {
    return new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));
  }

  /**
   * The pause to make.
   *
   * @param failures in a row, at least 1
   */
  public Duration pause(int failures, RandomGenerator random) {
    int doublings = Math.min(failures - 1, MOST_DOUBLINGS);
    Duration grown = first.multipliedBy(1L << doublings);
    long longest = (grown.compareTo(cap) > 0 ? cap : grown).toNanos();
    return Duration.ofNanos(longest / 2 + random.nextLong(longest / 2 + 1));
  }
}
