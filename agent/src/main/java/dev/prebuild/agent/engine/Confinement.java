package dev.prebuild.agent.engine;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import dev.prebuild.config.spec.EnvironmentClass;
import dev.prebuild.config.spec.Limits;
import dev.prebuild.snapshot.devcontainer.Privileges;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a container may use and do: the limits of its class, the engine's default seccomp profile,
 * no privileges that a program's caller has not, and few capabilities; beyond that what was
 * granted.
 *
 * @param granted beyond what every container has; the class allows it
 */
record Confinement(EnvironmentClass environmentClass, Privileges granted) {
  /**
   * Enough to install packages and change users and owners. Of the engine's usual ones are left out
   * AUDIT_WRITE, MKNOD, NET_RAW and SETPCAP.
   */
  static final Set<String> CAPABILITIES =
      Set.of(
          "CHOWN",
          "DAC_OVERRIDE",
          "FOWNER",
          "FSETID",
          "KILL",
          "NET_BIND_SERVICE",
          "SETFCAP",
          "SETGID",
          "SETUID",
          "SYS_CHROOT");

  private static final String NO_NEW_PRIVILEGES = "no-new-privileges";

  /** As an option of the storage it is refused where the storage cannot limit a container. */
  static final String DISK_OPTION = "size";

  /** What a container without special wishes has. */
  static Confinement of(EnvironmentClass environmentClass) {
    return new Confinement(environmentClass, Privileges.NONE);
  }

  boolean limitsDisk() {
    return environmentClass.limits().diskBytes() > 0;
  }

  /**
   * Puts all of it into a container's configuration.
   *
   * @param withDisk whether the disk is limited as well
   */
  void apply(HostConfig config, boolean withDisk) {
    limit(config, environmentClass.limits(), withDisk);
    if (granted.init()) {
      config.withInit(true);
    }
    List<Mount> mounts = new ArrayList<>(config.getMounts());
    granted.mounts().stream().map(Confinement::mount).forEach(mounts::add);
    config.withMounts(mounts);
    if (granted.privileged()) {
      config.withPrivileged(true);
      return;
    }
    config.withCapDrop(Capability.ALL).withCapAdd(capabilities()).withSecurityOpts(options());
  }

  private static void limit(HostConfig config, Limits limits, boolean withDisk) {
    if (limits.nanoCpus() > 0) {
      config.withNanoCPUs(limits.nanoCpus());
    }
    if (limits.memoryBytes() > 0) {
      config.withMemory(limits.memoryBytes());
    }
    if (limits.processes() > 0) {
      config.withPidsLimit(limits.processes());
    }
    if (limits.diskBytes() > 0 && withDisk) {
      config.withStorageOpt(Map.of(DISK_OPTION, Long.toString(limits.diskBytes())));
    }
    limits.network().ifPresent(config::withNetworkMode);
  }

  /** One whose name the engine's library does not know is passed over: it could not be sent. */
  private Capability[] capabilities() {
    Set<String> known = Set.copyOf(Arrays.stream(Capability.values()).map(Enum::name).toList());
    return Stream.concat(CAPABILITIES.stream(), granted.capabilities().stream())
        .distinct()
        .sorted()
        .filter(known::contains)
        .map(Capability::valueOf)
        .toArray(Capability[]::new);
  }

  private List<String> options() {
    List<String> options = new ArrayList<>(granted.securityOptions());
    if (!environmentClass.allowances().newPrivileges()) {
      options.add(NO_NEW_PRIVILEGES);
    }
    return options;
  }

  /** A volume has no name: it is the container's own, and goes with it. */
  private static Mount mount(Privileges.ExtraMount extra) {
    return new Mount()
        .withType(extra.type().equals("tmpfs") ? MountType.TMPFS : MountType.VOLUME)
        .withTarget(extra.target());
  }
}
