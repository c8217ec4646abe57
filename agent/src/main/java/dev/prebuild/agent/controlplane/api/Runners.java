package dev.prebuild.agent.controlplane.api;

import dev.prebuild.agent.controlplane.identity.Caller;
import java.util.UUID;

/** The runner behind a call. */
final class Runners {
  private Runners() {}

  /**
   * @param caller admitted to RunnerService, so a runner
   */
  static UUID of(Caller caller) {
    return UUID.fromString(caller.subject().getId());
  }
}
