package dev.prebuild.snapshot.devcontainer;

import dev.prebuild.config.spec.Allowances;
import dev.prebuild.snapshot.devcontainer.Privileges.ExtraMount;
import dev.prebuild.snapshot.messages.Excerpt;
import dev.prebuild.snapshot.messages.Warnings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Grants what a dev container asks for, as far as its class allows; warns of each other thing. */
final class Grants {
  private static final String CAPABILITY_PREFIX = "CAP_";
  private static final String NO_NEW_PRIVILEGES = "no-new-privileges";

  private final Allowances allowances;
  private final Warnings warnings;

  Grants(Allowances allowances, Warnings warnings) {
    this.allowances = allowances;
    this.warnings = warnings;
  }

  /**
   * Looks at all of it.
   *
   * @param arguments with their variables put in
   * @param expand puts variables in
   * @param sourceFolder where the repository goes
   */
  Privileges grant(
      Metadata metadata,
      RunArguments arguments,
      UnaryOperator<String> expand,
      String sourceFolder) {
    if (!arguments.others().isEmpty()) {
      leftOut("runArgs", Excerpt.of(arguments.others()), "of these, only privileges are looked at");
    }
    return new Privileges(
        privileged(metadata.privileged() || arguments.privileged()),
        metadata.init() || arguments.init(),
        capabilities(union(metadata.capAdd(), arguments.capAdd())),
        securityOptions(union(metadata.securityOpt(), arguments.securityOpt())),
        mounts(metadata, expand, sourceFolder));
  }

  private static Set<String> union(Set<String> some, Set<String> more) {
    Set<String> union = new LinkedHashSet<>(some);
    union.addAll(more);
    return union;
  }

  private boolean privileged(boolean asked) {
    if (asked && !allowances.privileged()) {
      notAllowed("privileged", "true", "allow.privileged");
    }
    return asked && allowances.privileged();
  }

  private Set<String> capabilities(Set<String> asked) {
    Set<String> allowed =
        allowances.capabilities().stream().map(Grants::capability).collect(Collectors.toSet());
    Set<String> granted = new LinkedHashSet<>();
    for (String name : asked) {
      if (allowed.contains(capability(name))) {
        granted.add(capability(name));
      } else {
        notAllowed("capAdd", name, "allow.capabilities");
      }
    }
    return granted;
  }

  /** As the engine compares them. */
  private static String capability(String name) {
    String upper = name.strip().toUpperCase(Locale.ROOT);
    return upper.startsWith(CAPABILITY_PREFIX)
        ? upper.substring(CAPABILITY_PREFIX.length())
        : upper;
  }

  private List<String> securityOptions(Set<String> asked) {
    List<String> granted = new ArrayList<>();
    for (String option : asked) {
      if (option.startsWith(NO_NEW_PRIVILEGES)) {
        newPrivileges(option, granted);
      } else if (allowances.securityOptions().contains(option)) {
        granted.add(option);
      } else {
        notAllowed("securityOpt", option, "allow.securityOptions");
      }
    }
    return granted;
  }

  /** To give it up is always granted; to have it is the class's to say, whether asked or not. */
  private void newPrivileges(String option, List<String> granted) {
    switch (option.substring(NO_NEW_PRIVILEGES.length())) {
      case "", ":true", "=true" -> granted.add(NO_NEW_PRIVILEGES);
      case ":false", "=false" -> {
        if (!allowances.newPrivileges()) {
          notAllowed("securityOpt", option, "allow.newPrivileges");
        }
      }
      default -> leftOut("securityOpt", Excerpt.of(option), "it is no option that is known");
    }
  }

  private List<ExtraMount> mounts(
      Metadata metadata, UnaryOperator<String> expand, String sourceFolder) {
    Map<String, MountText> byTarget = new LinkedHashMap<>();
    metadata.mounts().stream()
        .map(mount -> MountText.read(mount, expand))
        .forEach(
            mount ->
                byTarget.put(mount.target().orElseGet(() -> "none " + byTarget.size()), mount));
    return byTarget.values().stream()
        .flatMap(mount -> mount(mount, sourceFolder).stream())
        .toList();
  }

  private Optional<ExtraMount> mount(MountText mount, String sourceFolder) {
    String asked = Excerpt.of(mount.toString());
    String target = mount.target().orElse("");
    Optional<String> problem = ContainerFolder.problem(target);
    if (mount.type().equals("bind")) {
      leftOut("mounts", asked, "a prebuild never has a folder of the host");
    } else if (!allowances.mountTypes().contains(mount.type())) {
      notAllowed("mounts", asked, "allow.mountTypes");
    } else if (problem.isPresent()) {
      leftOut("mounts", asked, "its target cannot be used: " + problem.get());
    } else if ((sourceFolder + "/").startsWith(target + "/")) {
      leftOut("mounts", asked, "it would keep the repository out of the snapshot");
    } else {
      return Optional.of(new ExtraMount(mount.type(), target));
    }
    return Optional.empty();
  }

  private void notAllowed(String property, String value, String setting) {
    leftOut(
        property,
        Excerpt.of(value),
        "the environment class does not allow it; its setting %s would".formatted(setting));
  }

  private void leftOut(String property, String value, String why) {
    warnings.add("%s is left out (%s): %s".formatted(property, value, why));
  }
}
