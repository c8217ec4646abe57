package dev.prebuild.snapshot.lifecycle;

import dev.prebuild.snapshot.steps.StepRecord;
import java.util.List;
import java.util.Optional;

/** Why a prebuild's steps failed, for the one who wrote them. */
final class FailureMessage {
  /** The contract gives no limit; a message is to be read, not searched. */
  private static final int MOST_CHARACTERS = 4_000;

  private FailureMessage() {}

  static String of(Evidence.Ended ended) {
    String what =
        failedStep(ended.steps())
            .map(step -> "step '%s' exited with code %d".formatted(step.name(), ended.exitCode()))
            .orElse("its container exited with code %d".formatted(ended.exitCode()));
    String why =
        ended.isOutOfMemory()
            ? ": it ran out of memory; use an environment class with more"
            : ended.exitCode() == 137 ? ": it was killed from outside" : "";
    return shorten(what + why + output(ended.lastLines()));
  }

  private static Optional<StepRecord> failedStep(List<StepRecord> steps) {
    return steps.stream().filter(step -> !step.hasSucceeded()).reduce((_, last) -> last);
  }

  private static String output(List<String> lastLines) {
    return lastLines.isEmpty() ? "" : "; its last lines:\n" + String.join("\n", lastLines);
  }

  /** Keeps the beginning, which says what failed, and the end, which says why. */
  private static String shorten(String message) {
    if (message.length() <= MOST_CHARACTERS) {
      return message;
    }
    int half = MOST_CHARACTERS / 2;
    return message.substring(0, half) + "\n[…]\n" + message.substring(message.length() - half);
  }
}
