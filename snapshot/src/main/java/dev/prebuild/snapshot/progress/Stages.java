package dev.prebuild.snapshot.progress;

import java.util.function.IntConsumer;

/**
 * One percentage for all that is done to a snapshot: the commit and, where there is a registry, the
 * push after it. Never falls, and tells each value once.
 */
public final class Stages {
  private static final int MOST = 99;

  /** The commit's part where a push follows, which sends what the commit has written. */
  private static final int COMMITTED = 40;

  private final IntConsumer told;
  private final int committed;
  private int last = -1;

  private Stages(IntConsumer told, int committed) {
    this.told = told;
    this.committed = committed;
  }

  /**
   * With the commit alone.
   *
   * @param told each new percentage, 0 to 99
   */
  public static Stages ofCommit(IntConsumer told) {
    return new Stages(told, MOST);
  }

  /** With a push after the commit. */
  public static Stages ofCommitAndPush(IntConsumer told) {
    return new Stages(told, COMMITTED);
  }

  /**
   * The commit has come so far.
   *
   * @param percent 0 to 99
   */
  public void committed(int percent) {
    tell(committed * percent / MOST);
  }

  /**
   * The push has come so far.
   *
   * @param percent 0 to 99
   */
  public void pushed(int percent) {
    tell(committed + (MOST - committed) * percent / MOST);
  }

  private void tell(int percent) {
    if (percent > last) {
      last = percent;
      told.accept(percent);
    }
  }
}
