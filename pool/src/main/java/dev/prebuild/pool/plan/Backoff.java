package dev.prebuild.pool.plan;

import java.time.Duration;
import java.time.Instant;

/**
 * A pause after instances failed to come up, doubled with each failure in a row.
 *
 * @param failures in a row; 0 if the last one came up
 * @param until no instance is created or started before
 * @param cause of the last failure, in words
 */
public record Backoff(int failures, Instant until, String cause) {

  /** Nothing has failed. */
  public static final Backoff NONE = new Backoff(0, Instant.MIN, "");

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final int LARGEST_SHIFT = 20;

  /**
   * One more failure.
   *
   * @param longest limit of the pause before jitter
   * @param jitter in [0, 1): the pause is multiplied by 0.75 to 1.25, so that pools which failed
   *     together do not come back together
   */
  public Backoff failed(String why, Instant now, Duration longest, double jitter) {
    Duration doubled = FIRST.multipliedBy(1L << Math.min(failures, LARGEST_SHIFT));
    Duration pause = doubled.compareTo(longest) < 0 ? doubled : longest;
    long nanos = (long) (pause.toNanos() * (0.75 + jitter / 2));
    return new Backoff(failures + 1, now.plusNanos(nanos), why);
  }

  public boolean isPausing(Instant now) {
    return now.isBefore(until);
  }

  public boolean isFailing() {
    return failures > 0;
  }
}
