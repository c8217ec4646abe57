package dev.prebuild.snapshot.lifecycle;

import java.time.Instant;
import java.util.Optional;

/** What is to be done about a prebuild next. */
public sealed interface PrebuildAction {

  /** Fetch the sources, make the container and start its steps. */
  record Launch() implements PrebuildAction {}

  /** Wait for the steps to end, but no longer than the deadline. */
  record Await(Instant deadline) implements PrebuildAction {}

  /** Make the snapshot. */
  record Commit() implements PrebuildAction {}

  /**
   * Remove all that the host holds of it, the snapshot included.
   *
   * @param status to be told meanwhile; empty if it is nobody's business any more
   */
  record Discard(Optional<PrebuildStatus> status) implements PrebuildAction {}

  /** Tell how it has ended, then remove its container. The snapshot, if any, stays. */
  record Conclude(PrebuildStatus status) implements PrebuildAction {}

  /** Nothing is left to do, and nothing to tell. */
  record Forget() implements PrebuildAction {}
}
