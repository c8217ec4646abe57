package dev.prebuild.agent.pressure;

import dev.prebuild.pool.pressure.Reading;
import dev.prebuild.pool.pressure.Standing;

/** Hears how short the host is; for log and metrics. Called by one thread. */
public interface PressureListener {

  /** The host was looked at. */
  void looked(Reading reading);

  /** It stands on another rung than before. */
  void changed(Standing before, Standing now);
}
