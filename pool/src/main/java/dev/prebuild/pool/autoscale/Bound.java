package dev.prebuild.pool.autoscale;

/** What may decide a pool's size in place of the expected claims. */
enum Bound {
  NONE,
  MIN_SIZE,
  MAX_SIZE,
  SCHEDULE
}
