package dev.prebuild.pool.plan;

import dev.prebuild.pool.instance.Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * How old an idle instance may become.
 *
 * @param maxAge longest time; each instance has up to a quarter less
 */
public record Lifetime(Duration maxAge) {
  private static final double LARGEST_DISCOUNT = 0.25;

  /**
   * When the instance is to be replaced. What it is short of {@code maxAge} follows from its id,
   * which is random: instances that were made together do not go together, and a restart of the
   * agent changes nothing.
   */
  public Instant endOf(Instance instance) {
    long nanos = (long) (maxAge.toNanos() * (1 - LARGEST_DISCOUNT * fraction(instance.id())));
    return instance.createdAt().plusNanos(nanos);
  }

  private static double fraction(UUID id) {
    return (id.getLeastSignificantBits() & 0xFFFF) / (double) 0x10000;
  }
}
