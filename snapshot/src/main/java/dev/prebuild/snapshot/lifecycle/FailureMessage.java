package dev.prebuild.snapshot.lifecycle;

import dev.prebuild.snapshot.steps.StepRecord;
import java.util.List;
import java.util.Optional;

/** Why a prebuild's steps failed, for the one who wrote them. */
final class FailureMessage {
  /** 128 and the signal's number. */
  private static final int KILLED = 137;

  private FailureMessage() {}

  static String of(Evidence.Ended ended) {
    String what =
        lastStep(ended.steps())
            .flatMap(step -> failure(step, ended.exitCode()))
            .orElse("its container exited with code %d".formatted(ended.exitCode()));
    return what + why(ended) + output(ended.lastLines());
  }

  /** Most likely first: a full disk or memory makes programs end in any way. */
  private static String why(Evidence.Ended ended) {
    if (ended.isOutOfMemory()) {
      return ": it ran out of memory; use an environment class with more";
    }
    if (ended.isDiskFull()) {
      return ": the disk was full; free some on the host, or use an environment class with more";
    }
    return ended.exitCode() == KILLED ? ": it was killed from outside" : "";
  }

  /** The one that ended it, unless it has succeeded; of others that failed there are warnings. */
  private static Optional<StepRecord> lastStep(List<StepRecord> steps) {
    return steps.isEmpty() ? Optional.empty() : Optional.of(steps.getLast());
  }

  private static Optional<String> failure(StepRecord step, int exitCode) {
    return switch (step.outcome()) {
      case StepRecord.Ended _ when step.hasSucceeded() -> Optional.empty();
      case StepRecord.Ended _, StepRecord.Running _ ->
          Optional.of("step '%s' exited with code %d".formatted(step.name(), exitCode));
      case StepRecord.Skipped skipped ->
          Optional.of("step '%s' was %s".formatted(step.name(), skipped.reason()));
    };
  }

  private static String output(List<String> lastLines) {
    return lastLines.isEmpty() ? "" : "; its last lines:\n" + String.join("\n", lastLines);
  }
}
