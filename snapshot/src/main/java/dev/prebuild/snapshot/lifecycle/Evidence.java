package dev.prebuild.snapshot.lifecycle;

import dev.prebuild.snapshot.steps.StepRecord;
import dev.prebuild.snapshot.steps.Warning;
import java.time.Instant;
import java.util.List;

/** What the host holds of a prebuild. */
public sealed interface Evidence {

  /** Neither container nor snapshot. */
  record Nothing() implements Evidence {}

  /** A container that has never been started, and may be half made. */
  record Unstarted() implements Evidence {}

  /** Its steps are running. */
  record Running(Instant createdAt) implements Evidence {}

  /**
   * Its container was killed while neither the agent nor the engine was there to see it: it went
   * down with one of them, or with the host. How far its steps had come cannot be relied on.
   */
  record Lost(Instant createdAt) implements Evidence {}

  /**
   * Its steps are over.
   *
   * @param exitCode of the step that ended it; 0 if all that had to succeed did
   * @param steps as far as they got
   * @param warnings of steps and services
   * @param lastLines of its output, oldest first
   */
  record Ended(
      Instant createdAt,
      int exitCode,
      boolean isOutOfMemory,
      boolean isDiskFull,
      List<StepRecord> steps,
      List<Warning> warnings,
      List<String> lastLines)
      implements Evidence {
    public Ended {
      steps = List.copyOf(steps);
      warnings = List.copyOf(warnings);
      lastLines = List.copyOf(lastLines);
    }
  }

  /** The snapshot is there; a container may be left as well. */
  record Snapshotted(Snapshot snapshot) implements Evidence {}
}
