package dev.prebuild.snapshot.progress;

import java.time.Duration;

/** How fast commits are on this host, learned from those that have ended. */
public final class CommitRate {
  /** Until one has ended: of a local disk. */
  private static final double FIRST = 150e6;

  /** What a new commit counts, against all before it. */
  private static final double WEIGHT = 0.3;

  /** Commits of less say little but of the engine's own pace. */
  private static final long LEAST_WORK = 10_000_000;

  private static final Duration SHORTEST = Duration.ofMillis(500);

  private double workPerSecond = FIRST;

  /** Takes in a commit that has ended. */
  public synchronized void learn(long work, Duration took) {
    if (work >= LEAST_WORK && took.isPositive()) {
      double rate = work * 1e9 / took.toNanos();
      workPerSecond = WEIGHT * rate + (1 - WEIGHT) * workPerSecond;
    }
  }

  /** How long a commit of so much work is expected to take; half a second at least. */
  public synchronized Duration expect(long work) {
    Duration time = Duration.ofNanos((long) (work / workPerSecond * 1e9));
    return time.compareTo(SHORTEST) < 0 ? SHORTEST : time;
  }
}
