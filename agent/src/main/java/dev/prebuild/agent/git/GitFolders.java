package dev.prebuild.agent.git;

import java.nio.file.Path;

/**
 * Folders that clones need.
 *
 * @param state of the agent; clones and mirrors lie in it, and share files
 * @param runtime private folder on a tmpfs, for credentials
 */
public record GitFolders(Path state, Path runtime) {

  /** Clones under way. */
  Path clones() {
    return state.resolve("sources");
  }

  /** What is kept of each repository for its next clone. */
  Path mirrors() {
    return state.resolve("mirrors");
  }
}
