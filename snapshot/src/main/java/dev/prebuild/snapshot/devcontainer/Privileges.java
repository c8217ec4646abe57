package dev.prebuild.snapshot.devcontainer;

import java.util.List;
import java.util.Set;

/**
 * What a container has beyond what every one has; asked for by a project, or granted by its class.
 *
 * @param privileged no confinement at all
 * @param init an init process as the first one
 * @param capabilities names without {@code CAP_}
 * @param securityOptions word for word
 */
public record Privileges(
    boolean privileged,
    boolean init,
    Set<String> capabilities,
    List<String> securityOptions,
    List<ExtraMount> mounts) {
  /** Nothing. */
  public static final Privileges NONE =
      new Privileges(false, false, Set.of(), List.of(), List.of());

  public Privileges {
    capabilities = Set.copyOf(capabilities);
    securityOptions = List.copyOf(securityOptions);
    mounts = List.copyOf(mounts);
  }

  /**
   * A mount beside those that the agent makes.
   *
   * @param type {@code tmpfs}, {@code volume} or {@code bind}
   * @param target absolute path in the container
   */
  public record ExtraMount(String type, String target) {}
}
