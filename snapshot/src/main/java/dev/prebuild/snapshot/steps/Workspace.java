package dev.prebuild.snapshot.steps;

import dev.prebuild.config.spec.Repository;

/**
 * The folder in an environment that holds the sources.
 *
 * @param name its last part
 */
public record Workspace(String name) {
  private static final String ROOT = "/workspaces";
  private static final String UNNAMED = "workspace";

  /** Named after the repository, as its clone would be. */
  public static Workspace of(Repository repository) {
    String path = repository.url().replaceAll("/+$", "");
    String last = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf(':')) + 1);
    String name = last.replaceAll("\\.git$", "").replaceAll("[^A-Za-z0-9._-]", "-");
    return new Workspace(name.isEmpty() || name.startsWith(".") ? UNNAMED : name);
  }

  /** Absolute, in the environment. */
  public String path() {
    return ROOT + "/" + name;
  }
}
