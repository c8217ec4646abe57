package dev.prebuild.agent.git;

import dev.prebuild.agent.files.FolderTree;
import dev.prebuild.config.spec.Repository;
import dev.prebuild.snapshot.host.PrebuildException;
import dev.prebuild.snapshot.host.SourceFetcher;
import dev.prebuild.snapshot.host.Sources;
import dev.prebuild.snapshot.steps.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * Clones on the host. The executor's credentials reach git through a file in the private runtime
 * folder, and go no further: not into the URL, the command line, the clone or the container.
 */
public final class GitSources implements SourceFetcher {
  private final Path sources;
  private final Path runtime;
  private final RepositoryRules rules;

  /**
   * @param sources folder for clones under way
   * @param runtime private folder on a tmpfs, for credentials
   */
  public GitSources(Path sources, Path runtime, RepositoryRules rules) {
    this.sources = sources;
    this.runtime = runtime;
    this.rules = rules;
  }

  @Override
  public Sources fetch(UUID prebuildId, Repository repository) throws InterruptedException {
    rules.check(repository);
    remove(prebuildId);
    Path root = folder(prebuildId);
    Path checkout = Path.of(root + Workspace.of(repository).path());
    try (Credentials credentials =
        Credentials.write(runtime, prebuildId, repository.credentials())) {
      Files.createDirectories(checkout.getParent());
      Git git = new Git(rules, credentials);
      git.run(
          "cloning " + repository.url(),
          List.of("clone", "--quiet", "--", repository.url(), checkout.toString()));
      if (repository.ref().isPresent()) {
        String ref = repository.ref().get();
        git.run(
            "checking out '%s' of %s".formatted(ref, repository.url()),
            List.of("-C", checkout.toString(), "checkout", "--quiet", ref, "--"));
      }
      return new Sources(
          checkout,
          new CheckoutTree(checkout),
          git.run("naming the commit", List.of("-C", checkout.toString(), "rev-parse", "HEAD"))
              .strip());
    } catch (IOException e) {
      throw new PrebuildException("making room for the clone in %s: %s".formatted(root, e), e);
    }
  }

  @Override
  public void remove(UUID prebuildId) {
    FolderTree.remove(folder(prebuildId));
  }

  /** Removes clones and credentials that an earlier run of the agent has left. */
  public void removeAll() {
    FolderTree.remove(sources);
    try {
      Credentials.removeAll(runtime);
    } catch (IOException e) {
      throw new UncheckedIOException("removing credentials in " + runtime, e);
    }
  }

  private Path folder(UUID prebuildId) {
    return sources.resolve(prebuildId.toString());
  }
}
