package dev.prebuild.pool.autoscale;

/**
 * How much better than asked for a pool is planned, learned from which claims had to wait. A
 * forecast errs; whichever way it does, this brings the share of claims that wait to {@link #GOAL}
 * in the long run, as in adaptive conformal inference (Gibbs and Candès, 2021).
 *
 * @param level the planned share of waits is the goal divided by e to this power; within {@link
 *     #LOWEST} and {@link #HIGHEST}
 */
public record Caution(double level) {

  /** The share of claims that may wait in the long run. Below the 1 % that a pool is held to. */
  public static final double GOAL = 0.009;

  /** A pool that is new plans for fewer waits than it may have: its first claims surprise it. */
  public static final Caution INITIAL = new Caution(0.6);

  static final double LOWEST = -1.4;
  static final double HIGHEST = 4;

  /** A wait divides the planned share by 2.2; about 110 hits take that back. */
  private static final double STEP = 0.8;

  public Caution {
    if (!(level >= LOWEST && level <= HIGHEST)) {
      throw new IllegalArgumentException(
          "caution %s is not within %s and %s".formatted(level, LOWEST, HIGHEST));
    }
  }

  /** After one more claim. */
  public Caution claimed(boolean waited) {
    double moved = level + STEP * ((waited ? 1 : 0) - GOAL);
    return new Caution(Math.clamp(moved, LOWEST, HIGHEST));
  }

  /** The share of claims that is planned to wait; in (0, 1). */
  double plannedShare() {
    return GOAL * Math.exp(-level);
  }
}
