package dev.prebuild.agent.host;

/** What a host takes on, from everything to nothing. */
public enum HostMode {
  /** Whatever it is given. */
  OPEN,
  /** Nothing new from the control plane; what is here goes on. */
  CORDONED,
  /**
   * No claims either; idle instances go, what was claimed and prebuilds that have begun live on.
   */
  DRAINING;

  /** Whether the control plane is to give the host nothing new. */
  public boolean isCordoned() {
    return this != OPEN;
  }
}
