package dev.prebuild.config.spec;

/** Where a prebuild stands, in the contract's terms and with the contract's numbers. */
public enum PrebuildPhase {
  /** Created, its container has not started. */
  PENDING(10),
  STARTING(20),
  /** Tasks are executing. */
  RUNNING(30),
  /** Its tasks are over, it is being stopped. */
  STOPPING(40),
  /** Stopped, the snapshot is being made. */
  SNAPSHOTTING(50),
  /** The snapshot is available. */
  COMPLETED(60),
  FAILED(70),
  CANCELLING(75),
  CANCELLED(80),
  DELETING(85),
  DELETED(90);

  private final int number;

  PrebuildPhase(int number) {
    this.number = number;
  }

  /** The number of this phase on the wire. */
  public int number() {
    return number;
  }

  /** Whether the prebuild itself is over; it may still be asked to be deleted. */
  public boolean isTerminal() {
    return switch (this) {
      case COMPLETED, FAILED, CANCELLED, DELETED -> true;
      case PENDING, STARTING, RUNNING, STOPPING, SNAPSHOTTING, CANCELLING, DELETING -> false;
    };
  }
}
