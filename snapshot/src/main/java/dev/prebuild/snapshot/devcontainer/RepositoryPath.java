package dev.prebuild.snapshot.devcontainer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Paths of a repository, relative to its root, with slashes. */
final class RepositoryPath {
  private RepositoryPath() {}

  /** The folder that a file is in; empty for the root. */
  static String folderOf(String file) {
    return file.substring(0, Math.max(file.lastIndexOf('/'), 0));
  }

  /**
   * Follows a path from a folder; empty if it leads out of the repository or makes no sense. The
   * root itself is an empty text.
   */
  static Optional<String> resolve(String folder, String path) {
    if (path.isEmpty() || path.startsWith("/") || path.chars().anyMatch(Character::isISOControl)) {
      return Optional.empty();
    }
    List<String> parts = new ArrayList<>();
    for (String part : (folder + "/" + path).split("/", -1)) {
      if (part.equals("..")) {
        if (parts.isEmpty()) {
          return Optional.empty();
        }
        parts.removeLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return Optional.of(String.join("/", parts));
  }
}
