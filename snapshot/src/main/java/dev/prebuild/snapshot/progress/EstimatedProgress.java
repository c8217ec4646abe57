package dev.prebuild.snapshot.progress;

import java.time.Duration;

/**
 * How far a commit may have come, where nothing of it can be observed: from how long others have
 * taken. Even until the time is nearly up that it is expected to take, then ever slower.
 */
public final class EstimatedProgress {
  /** The share from which on it slows down, since the expectation may be wrong. */
  private static final double EVEN = 0.8;

  private static final double MOST = 0.99;

  private EstimatedProgress() {}

  /**
   * Returns 0 to 99.
   *
   * @param expected time that the commit is expected to take; more than zero
   */
  public static int percent(Duration elapsed, Duration expected) {
    double time = (double) elapsed.toNanos() / expected.toNanos();
    double share =
        time <= EVEN ? time : EVEN + (MOST - EVEN) * (1 - Math.exp(-(time - EVEN) / (MOST - EVEN)));
    return (int) (share * 100);
  }
}
