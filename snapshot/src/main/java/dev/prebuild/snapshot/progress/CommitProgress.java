package dev.prebuild.snapshot.progress;

import java.time.Duration;

/**
 * How far a commit has come. Never falls, and stays below 100 until the engine says that it is
 * done.
 */
public final class CommitProgress {
  private static final int MOST_BEFORE_END = 99;

  /**
   * The share of the time after which all of it is written; then the engine has it flushed to the
   * disk, which cannot be observed (measured: 87 to 94 percent, whatever is written).
   */
  private static final double WRITING = 0.91;

  private final long total;
  private int percent;
  private Duration written = Duration.ZERO;

  /**
   * @param total the work of all that is to be written
   */
  public CommitProgress(long total) {
    this.total = total;
  }

  /**
   * Takes in how much has been done, and returns 0 to 99.
   *
   * @param done the work of what has been written so far
   * @param elapsed since the commit began
   */
  public int observe(long done, Duration elapsed) {
    double share = done < total ? WRITING * done / total : flushed(elapsed);
    percent = Math.max(percent, (int) Math.clamp(share * 100, 0, MOST_BEFORE_END));
    return percent;
  }

  /** It goes on with the time, as fast as it did before. */
  private double flushed(Duration elapsed) {
    if (written.isZero()) {
      written = elapsed;
    }
    return written.isZero() ? 0 : WRITING * elapsed.toNanos() / written.toNanos();
  }
}
