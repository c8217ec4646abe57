package dev.prebuild.pool;

import dev.prebuild.pool.plan.Pressure;

/**
 * How the host is.
 *
 * @param pressure how short it is
 * @param draining whether it is to be empty
 */
public record HostState(Pressure pressure, boolean draining) {

  /** All is well. */
  public static final HostState SOUND = new HostState(Pressure.NONE, false);
}
