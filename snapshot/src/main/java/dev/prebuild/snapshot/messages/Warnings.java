package dev.prebuild.snapshot.messages;

import dev.prebuild.snapshot.steps.Warning;
import java.util.ArrayList;
import java.util.List;

/** Collects what is to be told of a file, however much is wrong with it. For one thread. */
public final class Warnings {
  /** Warnings that are told; of those beyond, only their number is. */
  public static final int MOST = 50;

  private final String step;
  private final List<Warning> told = new ArrayList<>();
  private int others;

  /**
   * None yet.
   *
   * @param step what they are about
   */
  public Warnings(String step) {
    this.step = step;
  }

  /** Adds one. */
  public void add(String text) {
    if (told.size() < MOST) {
      told.add(new Warning(step, text));
    } else {
      others++;
    }
  }

  /** All so far. */
  public List<Warning> all() {
    List<Warning> all = new ArrayList<>(told);
    if (others > 0) {
      all.add(new Warning(step, "and %d more of these".formatted(others)));
    }
    return all;
  }
}
