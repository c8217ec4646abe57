package dev.prebuild.config.spec;

/** Where a warm pool stands, in the contract's terms and with the contract's numbers. */
public enum WarmPoolPhase {
  /** No snapshot is assigned yet. */
  PENDING(10),
  READY(20),
  /** Something is wrong; the failure message says what. */
  DEGRADED(30),
  /** Instances are draining. */
  DELETING(40),
  DELETED(50);

  private final int number;

  WarmPoolPhase(int number) {
    this.number = number;
  }

  /** The number of this phase on the wire. */
  public int number() {
    return number;
  }
}
