package dev.prebuild.agent.controlplane;

import java.nio.file.Path;

/** Who calls. */
enum Who {
  USER,
  /** May look at all that the user sees, and change nothing. */
  READER,
  /** A user of another organization. */
  STRANGER,
  /** The agent beside the control plane. */
  RUNNER,
  /** An agent of another runner. */
  OTHER_RUNNER;

  /** Where this one's token lies. */
  Path tokenFile(EmbeddedControlPlane controlPlane) {
    return switch (this) {
      case USER -> controlPlane.tokenFile("user");
      case READER -> controlPlane.tokenFile("reader");
      case STRANGER -> controlPlane.tokenFile("stranger");
      case RUNNER -> controlPlane.runnerTokenFile();
      case OTHER_RUNNER -> controlPlane.tokenFile("other-runner");
    };
  }
}
