package dev.prebuild.agent.cli.view;

import dev.prebuild.agent.cli.output.Bars;
import dev.prebuild.agent.cli.output.Words;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is told of a prebuild while it is followed. */
public final class PrebuildProgress {
  private static final String INDENT = " ".repeat(11);
  private static final int PERCENT_STEP = 20;

  private PrebuildProgress() {}

  /** Whether nothing more is to come. */
  public static boolean isOver(PrebuildStatus status) {
    return switch (status.getPhase()) {
      case PREBUILD_PHASE_COMPLETED,
          PREBUILD_PHASE_FAILED,
          PREBUILD_PHASE_CANCELLED,
          PREBUILD_PHASE_DELETING,
          PREBUILD_PHASE_DELETED ->
          true;
      default -> false;
    };
  }

  /** Whether it is under way to a snapshot. */
  public static boolean mayBeWell(PrebuildStatus status) {
    return !isOver(status) && status.getPhase() != PrebuildPhase.PREBUILD_PHASE_CANCELLING;
  }

  /** Whether it has left a snapshot. */
  public static boolean isWell(PrebuildStatus status) {
    return status.getPhase() == PrebuildPhase.PREBUILD_PHASE_COMPLETED;
  }

  /** The lines that stay: a new phase, a good step of the snapshot. */
  public static List<String> news(PrebuildStatus before, PrebuildStatus now, Duration elapsed) {
    List<String> lines = new ArrayList<>();
    if (now.getPhase() != before.getPhase()) {
      lines.add(timed(elapsed, phaseLine(now)));
    } else if (step(now) > step(before)) {
      lines.add(timed(elapsed, "snapshot %d %%".formatted(now.getSnapshotCompletionPercentage())));
    }
    if (!now.getWarningMessage().equals(before.getWarningMessage())) {
      now.getWarningMessage().lines().forEach(line -> lines.add(INDENT + "warning: " + line));
    }
    return lines;
  }

  private static int step(PrebuildStatus status) {
    return status.getSnapshotCompletionPercentage() / PERCENT_STEP;
  }

  private static String phaseLine(PrebuildStatus status) {
    String phase = phase(status);
    return switch (status.getPhase()) {
      case PREBUILD_PHASE_COMPLETED ->
          "%-15s snapshot %s".formatted(phase, Words.bytes(status.getSnapshotSizeBytes()));
      case PREBUILD_PHASE_FAILED -> "%-15s %s".formatted(phase, status.getFailureMessage());
      default -> phase;
    };
  }

  /** The line that is written over. */
  public static String line(PrebuildStatus status, Duration elapsed) {
    return status.getPhase() == PrebuildPhase.PREBUILD_PHASE_SNAPSHOTTING
        ? timed(elapsed, Bars.progress(status.getSnapshotCompletionPercentage()))
        : timed(elapsed, phase(status) + " …");
  }

  /** A line of the log, set apart from our own. */
  public static String logLine(String line) {
    return INDENT + "| " + Words.printable(line);
  }

  static String timed(Duration elapsed, String what) {
    return String.format(Locale.ROOT, "%7.1f s  %s", elapsed.toMillis() / 1e3, what);
  }

  /** Its phase in a word. */
  public static String phase(PrebuildStatus status) {
    return Proto.word(status.getPhase(), "PREBUILD_PHASE_");
  }
}
