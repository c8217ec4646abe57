package dev.prebuild.config.spec;

import java.util.Set;

/**
 * What a project of a class may ask for beyond what every container has. Whatever is not named here
 * is left out, however the project asks.
 *
 * @param privileged whether a container may be privileged
 * @param newPrivileges whether programs may gain privileges that their caller has not, as sudo does
 * @param capabilities by their names without {@code CAP_}
 * @param securityOptions word for word, {@code seccomp=unconfined} say
 * @param mountTypes {@code tmpfs}, {@code volume}; never a folder of the host
 */
public record Allowances(
    boolean privileged,
    boolean newPrivileges,
    Set<String> capabilities,
    Set<String> securityOptions,
    Set<String> mountTypes) {
  /** Nothing beyond what every container has. */
  public static final Allowances NONE = new Allowances(false, false, Set.of(), Set.of(), Set.of());

  public Allowances {
    capabilities = Set.copyOf(capabilities);
    securityOptions = Set.copyOf(securityOptions);
    mountTypes = Set.copyOf(mountTypes);
  }
}
