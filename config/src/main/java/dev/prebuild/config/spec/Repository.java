package dev.prebuild.config.spec;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a project's sources are.
 *
 * @param url as the control plane gave it; whether this host may fetch it is decided when it does
 * @param ref branch, tag or commit; the remote's default branch if empty
 * @param credentials the executor's; empty for a public repository
 * @param depth most commits of history; all of it if empty
 */
public record Repository(
    String url, Optional<String> ref, Optional<Credentials> credentials, OptionalInt depth) {

  /** What a Git server asks for over HTTPS. */
  public record Credentials(String username, Secret password) {}
}
