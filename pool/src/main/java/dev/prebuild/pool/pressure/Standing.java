package dev.prebuild.pool.pressure;

import dev.prebuild.pool.plan.Pressure;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a host stands on the ladder.
 *
 * @param reason why it came there, in words
 * @param easedFor how long the reading has been good enough to leave the rung; empty if it is not
 */
public record Standing(Pressure pressure, String reason, Optional<Duration> easedFor) {
  /** Where every host begins. */
  public static final Standing AT_EASE =
      new Standing(Pressure.NONE, "nothing has been short yet", Optional.empty());

  static Standing on(Pressure pressure, String reason) {
    return new Standing(pressure, reason, Optional.empty());
  }

  Standing easedFor(Optional<Duration> duration) {
    return new Standing(pressure, reason, duration);
  }
}
