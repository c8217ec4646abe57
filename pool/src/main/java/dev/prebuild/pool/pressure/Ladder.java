package dev.prebuild.pool.pressure;

import dev.prebuild.pool.plan.Pressure;
import java.time.Duration;
import java.util.Optional;

/**
 * Decides how hard a host is pressed. Up it goes one rung for each look, so that what a rung does
 * has time to help. Down it goes one rung at a time as well, and only when there has been more room
 * than the rung was entered with for a while: a reading that wobbles about a threshold moves
 * nothing.
 */
public final class Ladder {
  /** A rung is left with so many times the room that it was entered with. */
  private static final double MARGIN = 1.25;

  private Ladder() {}

  /**
   * Where the host stands now.
   *
   * @param before where it stood at the look before
   * @param elapsed since then
   */
  public static Standing next(
      Standing before, Reading reading, Thresholds thresholds, Duration elapsed) {
    Finding found = Finding.of(reading, thresholds);
    if (found.rung().compareTo(before.pressure()) > 0) {
      return Standing.on(above(before.pressure()), found.reason());
    }
    Finding withMargin = Finding.of(reading, thresholds.times(MARGIN));
    return withMargin.rung().compareTo(before.pressure()) < 0
        ? ease(before, withMargin, thresholds.calm(), elapsed)
        : before.easedFor(Optional.empty());
  }

  private static Standing ease(
      Standing before, Finding withMargin, Duration calm, Duration elapsed) {
    Duration eased = before.easedFor().map(elapsed::plus).orElse(Duration.ZERO);
    if (eased.compareTo(calm) < 0) {
      return before.easedFor(Optional.of(eased));
    }
    Pressure next = below(before.pressure());
    return Standing.on(
        next,
        withMargin.rung() == next && next != Pressure.NONE
            ? withMargin.reason()
            : "there has been room enough for %d s".formatted(calm.toSeconds()));
  }

  private static Pressure above(Pressure pressure) {
    return switch (pressure) {
      case NONE -> Pressure.PAUSE_REFILL;
      case PAUSE_REFILL -> Pressure.STOP_SURPLUS;
      case STOP_SURPLUS -> Pressure.DROP_RESERVE;
      case DROP_RESERVE, FREE_SNAPSHOTS -> Pressure.FREE_SNAPSHOTS;
    };
  }

  private static Pressure below(Pressure pressure) {
    return switch (pressure) {
      case FREE_SNAPSHOTS -> Pressure.DROP_RESERVE;
      case DROP_RESERVE -> Pressure.STOP_SURPLUS;
      case STOP_SURPLUS -> Pressure.PAUSE_REFILL;
      case PAUSE_REFILL, NONE -> Pressure.NONE;
    };
  }
}
