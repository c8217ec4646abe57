package dev.prebuild.agent.controlplane.identity;

import dev.prebuild.agent.connect.ConnectCode;
import dev.prebuild.agent.connect.ConnectException;
import dev.prebuild.config.settings.StandaloneSettings.Scope;
import dev.prebuild.config.wire.gitpod.v1.Subject;
import java.util.UUID;

/**
 * Who makes a call.
 *
 * @param organization whose objects the caller sees
 * @param scope what the token is for
 */
public record Caller(Subject subject, UUID organization, Scope scope) {

  /** Whether the token is for gitpod.v1.PrebuildService at all. */
  public boolean isUser() {
    return scope != Scope.RUNNER;
  }

  public boolean isRunner() {
    return scope == Scope.RUNNER;
  }

  /**
   * Lets nobody on who may only read.
   *
   * @throws ConnectException permission_denied
   */
  public void requireWriter() {
    if (scope == Scope.READER) {
      throw new ConnectException(
          ConnectCode.PERMISSION_DENIED,
          "this token may only read; use one with the scope USER to change something");
    }
  }
}
