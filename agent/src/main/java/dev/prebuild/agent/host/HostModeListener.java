package dev.prebuild.agent.host;

/** Hears of changes of the host's mode, one after another. */
@FunctionalInterface
public interface HostModeListener {
  /** Another mode is in force; should return soon. */
  void changed(HostMode now);
}
