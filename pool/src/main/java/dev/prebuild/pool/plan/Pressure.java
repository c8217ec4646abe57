package dev.prebuild.pool.plan;

/**
 * How short the host is of memory, disk or processors, as a ladder: each rung includes those below.
 * A claimed environment is touched on none of them.
 */
public enum Pressure {
  /** There is room. */
  NONE,
  /** Nothing is brought up beyond each pool's minimum; no rotation, no reserve. */
  PAUSE_REFILL,
  /** Running instances beyond each pool's minimum are stopped; nothing new is made. */
  STOP_SURPLUS,
  /** Stopped instances are removed, and no environment is made for which there is no instance. */
  DROP_RESERVE,
  /** Old snapshots are removed. */
  FREE_SNAPSHOTS;

  public boolean isAtLeast(Pressure other) {
    return compareTo(other) >= 0;
  }
}
