package dev.prebuild.agent.engine;

import java.util.UUID;

/**
 * Why a snapshot did not get to the registry, or from there.
 *
 * @param what is being done and on what, for people
 * @param said by the engine
 */
record RegistryFailure(String what, String said) {
  private static final String CREDENTIALS =
      "log in to that registry (docker login) as the user that the agent runs as, or see to the engine's client configuration file (config.json in ~/.docker or DOCKER_CONFIG)";

  static RegistryFailure ofPush(UUID snapshotId, String repository, String said) {
    return new RegistryFailure(
        "snapshot %s cannot be pushed to %s".formatted(snapshotId, repository), said);
  }

  static RegistryFailure ofPull(UUID snapshotId, String reference, String said) {
    return new RegistryFailure(
        "snapshot %s is not on this host and cannot be pulled from %s"
            .formatted(snapshotId, reference),
        said);
  }

  /** Whether the next snapshot would meet the same: nobody is there. */
  boolean isAway() {
    return PullFailure.Cause.of(said).equals(PullFailure.Cause.AWAY);
  }

  /** What failed, on what, why, and what to do. */
  String message() {
    PullFailure.Cause cause = PullFailure.Cause.of(said);
    return "%s: %s (%s); %s".formatted(what, cause.meaning(), said.strip(), advice(cause));
  }

  private static String advice(PullFailure.Cause cause) {
    if (cause.equals(PullFailure.Cause.DENIED)) {
      return CREDENTIALS;
    }
    if (cause.equals(PullFailure.Cause.AWAY)) {
      return "check that the registry runs and that the engine's host reaches it";
    }
    if (cause.equals(PullFailure.Cause.UNKNOWN_NAME)) {
      return "the registry has lost it, or never had it; run a prebuild of the project again";
    }
    return cause.equals(PullFailure.Cause.DISK_FULL)
        ? cause.advice()
        : "see the registry's log, and snapshots.registry in the settings";
  }
}
