package dev.prebuild.snapshot.devcontainer;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Folders of a container that a project may name as its own. */
final class ContainerFolder {
  private static final int LONGEST = 1024;

  /** These, with all that is in them, belong to the system or to the agent. */
  private static final List<String> SYSTEM =
      List.of(
          "/proc",
          "/sys",
          "/dev",
          "/run",
          "/var/run",
          "/etc",
          "/boot",
          "/bin",
          "/sbin",
          "/lib",
          "/lib32",
          "/lib64",
          "/libx32",
          "/usr");

  /** Though in one of them, these are for sources of others. */
  private static final List<String> SOURCES = List.of("/usr/src/", "/usr/local/src/");

  /** These are not to be taken as a whole. */
  private static final List<String> SHARED =
      List.of("/", "/home", "/root", "/tmp", "/var", "/opt", "/srv", "/mnt", "/media");

  private ContainerFolder() {}

  /** The same without a slash at the end. */
  static String trimmed(String path) {
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /** What speaks against a path; it is trimmed. */
  static Optional<String> problem(String path) {
    if (path.length() > LONGEST || path.chars().anyMatch(Character::isISOControl)) {
      return Optional.of(
          "it has control characters, or more than %,d characters".formatted(LONGEST));
    }
    if (!path.startsWith("/")) {
      return Optional.of("it is not absolute");
    }
    if (Stream.of(path.substring(1).split("/", -1)).anyMatch(part -> isOdd(path, part))) {
      return Optional.of("it has parts like . or ..");
    }
    if (SHARED.contains(path) || SYSTEM.stream().anyMatch(folder -> isAtOrIn(path, folder))) {
      return Optional.of("it is a folder of the system");
    }
    return Optional.empty();
  }

  private static boolean isOdd(String path, String part) {
    return part.equals(".") || part.equals("..") || (part.isEmpty() && path.length() > 1);
  }

  private static boolean isAtOrIn(String path, String folder) {
    return (path.equals(folder) || path.startsWith(folder + "/"))
        && SOURCES.stream().noneMatch(path::startsWith);
  }
}
