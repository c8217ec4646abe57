package dev.prebuild.pool.autoscale;

import java.time.Duration;

/**
 * What a pool's size follows.
 *
 * @param refill from a claim to the next ready instance; above 0
 * @param minSize 0 or more
 * @param maxSize at least {@code minSize}
 */
public record Demand(
    ClaimHistory history, Duration refill, Schedule schedule, int minSize, int maxSize) {

  public Demand {
    if (minSize < 0 || maxSize < minSize) {
      throw new IllegalArgumentException(
          "sizes must be 0 <= minSize <= maxSize, not %d and %d".formatted(minSize, maxSize));
    }
    if (!refill.isPositive()) {
      throw new IllegalArgumentException("a refill takes time, not " + refill);
    }
  }
}
