package dev.prebuild.snapshot.steps;

import java.time.Instant;
import java.util.Optional;

/**
 * What became of a step.
 *
 * @param startedAt when it began, or was passed over
 */
public record StepRecord(String name, Instant startedAt, Outcome outcome) {

  /** How it ended, if it has. */
  public sealed interface Outcome {}

  /** It has not ended; if its container has, it was killed. */
  public record Running() implements Outcome {}

  /**
   * It has ended by itself.
   *
   * @param exitCode 0 to 255; of several parts that of the first one that failed
   */
  public record Ended(Instant at, int exitCode) implements Outcome {}

  /**
   * It was passed over.
   *
   * @param need name of the step that had not succeeded; empty if there is no such step
   */
  public record Skipped(Optional<String> need) implements Outcome {

    /** That it was skipped, and why, in words that go behind the step's name. */
    public String reason() {
      return need.map("skipped, because '%s' had not succeeded"::formatted)
          .orElse("skipped, because it needs something that is no step before it");
    }
  }

  public boolean hasSucceeded() {
    return outcome instanceof Ended ended && ended.exitCode() == 0;
  }
}
