package dev.prebuild.pool;

import dev.prebuild.pool.plan.Pressure;

/**
 * How the host is.
 *
 * @param pressure how short it is
 * @param draining whether it is to be empty
 */
public record HostState(Pressure pressure, boolean draining) {

  /** To whoever claims on a host that is being drained. */
  static final String DRAINING_MESSAGE =
      "the host is being drained and takes no claims; claim on another host";

  /** All is well. */
  public static final HostState SOUND = new HostState(Pressure.NONE, false);
}
