package dev.prebuild.snapshot.lifecycle;

import java.time.Instant;
import java.util.Optional;

/** What is to be done about a prebuild next. */
public sealed interface PrebuildAction {

  /**
   * Fetch the sources, get the image, make the container and start its steps.
   *
   * @param tries how often it will have been begun then
   * @param deadline by which the prebuild must be over; empty if its time begins now
   */
  record Launch(int tries, Optional<Instant> deadline) implements PrebuildAction {}

  /** Wait for the steps to end, but no longer than the deadline. */
  record Await(Instant deadline) implements PrebuildAction {}

  /** Make the snapshot, by the deadline. */
  record Commit(Evidence.Ended ended, Instant deadline) implements PrebuildAction {}

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
