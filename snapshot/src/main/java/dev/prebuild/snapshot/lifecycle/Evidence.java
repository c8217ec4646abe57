package dev.prebuild.snapshot.lifecycle;

import dev.prebuild.snapshot.steps.StepRecord;
import java.time.Instant;
import java.util.List;

/** What the host holds of a prebuild. All that is known of it, after a restart as before. */
public sealed interface Evidence {

  /** Nothing at all. */
  record Nothing() implements Evidence {}

  /** A container that has never been started, and may be half made. */
  record Unstarted() implements Evidence {}

  /** Its steps are running. */
  record Running(Instant createdAt) implements Evidence {}

  /**
   * Its steps are over.
   *
   * @param exitCode of the step that ended it; 0 if all went well
   * @param steps as far as they got
   * @param lastLines of its output, oldest first
   */
  record Ended(
      Instant createdAt,
      int exitCode,
      boolean isOutOfMemory,
      List<StepRecord> steps,
      List<String> lastLines)
      implements Evidence {}

  /** The snapshot is there; a container may be left as well. */
  record Snapshotted(Snapshot snapshot) implements Evidence {}
}
