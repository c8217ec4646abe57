package dev.prebuild.agent.cli.output;

/** Pictures of how far or how full something is. */
public final class Bars {
  private static final int WIDTH = 24;

  private Bars() {}

  /**
   * A bar that fills up.
   *
   * @param percent 0 to 100
   */
  public static String progress(int percent) {
    int done = Math.clamp(percent, 0, 100) * WIDTH / 100;
    return "[%s%s] %3d %%".formatted("#".repeat(done), ".".repeat(WIDTH - done), percent);
  }

  /** A pool: one sign for each instance, and for each that it may yet have. */
  public static String pool(int running, int stopped, int maxSize) {
    int missing = Math.max(0, maxSize - running - stopped);
    return "#".repeat(running) + ".".repeat(stopped) + "-".repeat(missing);
  }
}
