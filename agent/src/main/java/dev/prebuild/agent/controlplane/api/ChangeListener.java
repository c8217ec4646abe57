package dev.prebuild.agent.controlplane.api;

import dev.prebuild.agent.controlplane.identity.Caller;

/** Hears of what users have changed. Called from many threads. */
@FunctionalInterface
public interface ChangeListener {
  /**
   * Something was changed, or was as it was asked to be already.
   *
   * @param deed what was done to what: {@code prebuild created}
   * @param id of the object
   */
  void changed(Caller by, String deed, String id);
}
