package dev.prebuild.config.settings;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * How repositories are fetched.
 *
 * @param allowedHosts names or addresses of hosts that redirects and submodules may lead to
 *     although they are not on the internet; a repository's own host need not be among them
 * @param caFile PEM file with the certificate authorities that servers are known by over HTTPS;
 *     those of the system if unset
 */
public record GitSettings(@NotNull Set<@NotBlank String> allowedHosts, Optional<Path> caFile) {
  /** Copies what it is given. */
  public GitSettings {
    allowedHosts = Set.copyOf(allowedHosts);
  }
}
