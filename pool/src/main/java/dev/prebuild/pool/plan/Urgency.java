package dev.prebuild.pool.plan;

import java.util.Comparator;

/**
 * Which operation goes first when all pools of a host want more than it can do at once.
 *
 * @param fill of what the operation is to fill, in [0, 1]: how much of it is there; the emptiest
 *     goes first
 */
public record Urgency(Rank rank, double fill) implements Comparable<Urgency> {
  private static final Comparator<Urgency> ORDER =
      Comparator.comparing(Urgency::rank).thenComparingDouble(Urgency::fill);

  /** What an operation is for, most urgent first. */
  public enum Rank {
    /** A claim waits for it. */
    CLAIM,
    /** The pool has less than its guaranteed minimum. */
    MINIMUM,
    /** The pool has fewer running instances than are wanted. */
    RUNNING,
    /** The pool has fewer stopped instances than are wanted, or more of any kind. */
    RESERVE,
    /** An instance is to be replaced by a newer one. */
    ROTATION
  }

  /** Of something that has nothing to fill. */
  public static Urgency of(Rank rank) {
    return new Urgency(rank, 1);
  }

  /** Of something that is to become {@code wanted} and is {@code has}. */
  public static Urgency of(Rank rank, int has, int wanted) {
    return new Urgency(rank, wanted <= 0 ? 1 : Math.min(1, (double) has / wanted));
  }

  @Override
  public int compareTo(Urgency other) {
    return ORDER.compare(this, other);
  }
}
