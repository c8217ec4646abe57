package dev.prebuild.pool;

import dev.prebuild.config.spec.WarmPoolSpec;

/** What is asked of a pool, and how many running instances follow from it. */
final class PoolDemand {

  /** Running instances wanted. */
  int target(WarmPoolSpec spec) {
    return spec.minSize();
  }
}
