package dev.prebuild.pool.autoscale;

/** What may decide a pool's size in place of the expected claims. */
public enum Bound {
  /** Nothing: the expected claims have decided it. */
  NONE,
  MIN_SIZE,
  MAX_SIZE,
  SCHEDULE
}
