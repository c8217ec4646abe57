package dev.prebuild.agent.engine;

import dev.prebuild.agent.engine.build.Transcript;
import dev.prebuild.snapshot.host.PrebuildException;

/**
 * Why a build failed, for a reader.
 *
 * @param what was being built
 */
record BuildFailure(String what, boolean needsBuildKit, Transcript transcript) {
  /** The engine has said so while it built. */
  PrebuildException of(EngineOutput.Failure failure) {
    StringBuilder message = new StringBuilder(what);
    transcript.instruction().ifPresent(text -> message.append(", at ").append(text));
    message.append(": ").append(cause(failure)).append(advice(cause(failure) + lastLines()));
    if (!transcript.lastLines().isEmpty()) {
      message.append("\nlast lines:\n").append(lastLines());
    }
    return new PrebuildException(message.toString());
  }

  private static String cause(EngineOutput.Failure failure) {
    return failure.exitCode().isPresent()
        ? "exit code " + failure.exitCode().getAsInt()
        : failure.message().strip();
  }

  private String lastLines() {
    return String.join("\n", transcript.lastLines());
  }

  /** The engine has refused to begin; a Dockerfile is looked through before anything is built. */
  PrebuildException of(EngineException e) {
    String said = String.valueOf(e.getMessage());
    return new PrebuildException(said + advice(said), e);
  }

  private String advice(String said) {
    PullFailure.Cause cause = PullFailure.Cause.of(said);
    if (cause.equals(PullFailure.Cause.DISK_FULL)
        || (isOfBase() && !cause.equals(PullFailure.Cause.OTHER))) {
      return "; " + cause.advice();
    }
    return needsBuildKit
        ? "; the Dockerfile uses what only BuildKit understands (RUN --mount, or a text that begins"
            + " with <<), and prebuilds are built without it: write it without these, or build the"
            + " image beforehand and name it"
        : "";
  }

  private boolean isOfBase() {
    return transcript.instruction().filter(text -> text.matches("(?i)FROM .*")).isPresent();
  }
}
