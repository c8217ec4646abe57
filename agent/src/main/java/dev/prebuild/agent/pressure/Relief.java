package dev.prebuild.agent.pressure;

import dev.prebuild.pool.plan.Pressure;

/** Those who can do with less when the host is short. */
public interface Relief {

  /** How short the host is from now on. */
  void press(Pressure pressure);

  /** Snapshots that nobody needs are to go now; asked again as long as that is so. */
  void freeSnapshots();
}
