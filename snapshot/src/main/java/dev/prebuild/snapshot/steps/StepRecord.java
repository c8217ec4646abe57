package dev.prebuild.snapshot.steps;

import java.time.Instant;
import java.util.Optional;

/**
 * What became of a step.
 *
 * @param end empty while it runs, and for good if it was killed
 */
public record StepRecord(String name, Instant startedAt, Optional<End> end) {

  /** How it ended. */
  public record End(Instant at, int exitCode) {}

  public boolean hasSucceeded() {
    return end.filter(ended -> ended.exitCode() == 0).isPresent();
  }
}
