package dev.prebuild.snapshot.progress;

/**
 * How far a commit has come, from what is to be written and what has been. Never falls, and stays
 * below 100 until the engine says that it is done.
 */
public final class CommitProgress {
  private static final int MOST_BEFORE_END = 99;

  private final Footprint expected;
  private int percent;

  public CommitProgress(Footprint expected) {
    this.expected = expected;
  }

  /** Takes in what has been written so far; returns 0 to 99. */
  public int observe(Footprint written) {
    long total = Math.max(1, expected.work());
    long now = Math.clamp(written.work() * 100 / total, 0, MOST_BEFORE_END);
    percent = Math.max(percent, (int) now);
    return percent;
  }
}
