package dev.prebuild.agent.git;

import dev.prebuild.config.spec.Repository;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * On whose behalf servers are asked.
 *
 * @param repository that the prebuild is of; its server was chosen by the operator's own people
 * @param credentials the executor's, for that server and no other
 */
record Requester(RemoteUrl repository, Optional<Repository.Credentials> credentials) {

  /** Whether it is the host that the operator's own people have named. */
  boolean isOwnHost(RemoteUrl url) {
    return !url.host().isEmpty() && url.host().equals(repository.host());
  }

  /** What to send to this server over HTTPS; empty if there is nothing, or it is not for it. */
  Optional<String> authorization(RemoteUrl url) {
    return credentials
        .filter(_ -> url.scheme().equals("https") && url.server().equals(repository.server()))
        .map(given -> given.username() + ":" + given.password().reveal())
        .map(pair -> "Basic " + encode(pair));
  }

  private static String encode(String pair) {
    return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }
}
