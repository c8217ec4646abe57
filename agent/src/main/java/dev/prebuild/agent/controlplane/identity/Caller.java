package dev.prebuild.agent.controlplane.identity;

import dev.prebuild.config.wire.gitpod.v1.Subject;
import java.util.UUID;

/**
 * Who makes a call.
 *
 * @param organization whose objects the caller sees
 * @param scope which of the two services the token is for
 */
public record Caller(Subject subject, UUID organization, Scope scope) {

  /** What a token is for. */
  public enum Scope {
    /** gitpod.v1.PrebuildService. */
    USER,
    /** prebuildagent.v1.RunnerService. */
    RUNNER
  }
}
