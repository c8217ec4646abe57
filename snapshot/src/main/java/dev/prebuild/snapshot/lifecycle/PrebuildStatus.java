package dev.prebuild.snapshot.lifecycle;

import dev.prebuild.config.spec.PrebuildPhase;
import java.time.Instant;
import java.util.UUID;

/** Where a prebuild stands, with what is to be told about it then. */
public sealed interface PrebuildStatus {

  /** The contract's name for it. */
  PrebuildPhase phase();

  /** Sources are being fetched, the container is being made. */
  record Starting() implements PrebuildStatus {
    @Override
    public PrebuildPhase phase() {
      return PrebuildPhase.STARTING;
    }
  }

  record Running(UUID environmentId) implements PrebuildStatus {
    @Override
    public PrebuildPhase phase() {
      return PrebuildPhase.RUNNING;
    }
  }

  record Stopping(UUID environmentId) implements PrebuildStatus {
    @Override
    public PrebuildPhase phase() {
      return PrebuildPhase.STOPPING;
    }
  }

  /**
   * @param percent 0 to 100, never falling
   */
  record Snapshotting(UUID environmentId, int percent) implements PrebuildStatus {
    @Override
    public PrebuildPhase phase() {
      return PrebuildPhase.SNAPSHOTTING;
    }
  }

  record Completed(UUID environmentId, Snapshot snapshot, Instant at) implements PrebuildStatus {
    @Override
    public PrebuildPhase phase() {
      return PrebuildPhase.COMPLETED;
    }
  }

  /**
   * @param message what failed, on what, why and what to do
   */
  record Failed(String message, Instant at) implements PrebuildStatus {
    @Override
    public PrebuildPhase phase() {
      return PrebuildPhase.FAILED;
    }
  }

  record Cancelling() implements PrebuildStatus {
    @Override
    public PrebuildPhase phase() {
      return PrebuildPhase.CANCELLING;
    }
  }

  record Cancelled(Instant at) implements PrebuildStatus {
    @Override
    public PrebuildPhase phase() {
      return PrebuildPhase.CANCELLED;
    }
  }

  record Deleting() implements PrebuildStatus {
    @Override
    public PrebuildPhase phase() {
      return PrebuildPhase.DELETING;
    }
  }

  record Deleted() implements PrebuildStatus {
    @Override
    public PrebuildPhase phase() {
      return PrebuildPhase.DELETED;
    }
  }
}
