package dev.prebuild.pool.autoscale.replay;

import java.time.Duration;
import java.util.List;

/**
 * What a policy has come to.
 *
 * @param waits of all claims, ascending; zero for those that found an instance ready
 * @param idle how long instances were ready and unclaimed, summed up
 */
public record Outcome(List<Duration> waits, Duration idle) {

  /** The share of claims that found an instance ready. */
  public double hitRate() {
    return waits.stream().filter(Duration::isZero).count() / (double) waits.size();
  }

  /** The wait that 99 of 100 claims do not exceed. */
  public Duration p99() {
    return waits.get((int) Math.ceil(0.99 * waits.size()) - 1);
  }

  /** Hours of instances that were ready and unclaimed. */
  public double idleHours() {
    return idle.toMillis() / 3_600_000.0;
  }
}
