package dev.prebuild.pool.autoscale.replay;

import java.time.Instant;

/** Says how many instances a pool is to keep ready. */
public interface SizingPolicy {

  /** From that instant on. It is asked at the start, after each claim and at each review. */
  int size(Instant now);

  /** When the size may change although nobody claims; after now. */
  default Instant review(Instant now) {
    return Instant.MAX;
  }

  /**
   * A claim came.
   *
   * @param waited whether no instance was ready
   */
  default void claimed(Instant when, boolean waited) {}
}
