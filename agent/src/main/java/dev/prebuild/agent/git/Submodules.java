package dev.prebuild.agent.git;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The submodules of a clone, and theirs. Each is looked at like a repository of its own before
 * anything is fetched; git's own command for it would go wherever a repository says.
 */
final class Submodules {
  private static final int MOST = 64;
  private static final int DEEPEST = 5;

  private final RepositoryRules rules;
  private final Clones clones;
  private final Errand errand;
  private int number;
  private long fetchedBytes;

  /**
   * @param errand of the prebuild; the limits are for all that it fetches
   */
  Submodules(RepositoryRules rules, Clones clones, Errand errand) {
    this.rules = rules;
    this.clones = clones;
    this.errand = errand;
  }

  /**
   * Fetches all there are.
   *
   * @return bytes that were fetched
   * @throws CloneException that names the submodule, if one is refused or cannot be had
   */
  long fetch(Order root) throws InterruptedException {
    fetch(root, 1);
    return fetchedBytes;
  }

  private void fetch(Order parent, int level) throws InterruptedException {
    Git git = errand.local().in(parent.checkout());
    List<SubmoduleEntry> entries = GitModules.read(git, MOST);
    if (level > DEEPEST && !entries.isEmpty()) {
      throw CloneException.refused(
          "submodules lie within each other more than %d deep, which is the most that is fetched"
              .formatted(DEEPEST));
    }
    for (SubmoduleEntry entry : entries) {
      try {
        fetch(parent, entry, git, level);
      } catch (CloneException e) {
        throw e.within("submodule '%s'".formatted(entry.path()));
      }
    }
  }

  private void fetch(Order parent, SubmoduleEntry entry, Git git, int level)
      throws InterruptedException {
    number++;
    if (number > MOST) {
      throw CloneException.refused(
          "there are more than %d submodules, which is the most that are fetched".formatted(MOST));
    }
    RemoteUrl url = rules.check(absolute(parent.url(), entry.url()));
    Path checkout = SubmodulePath.folder(parent.checkout(), entry.path());
    errand.log().say("cloning submodule '%s' from %s".formatted(entry.path(), url.text()));
    Order order = new Order(url, Optional.of(entry.commit()), parent.depth(), checkout);
    fetchedBytes += clones.make(errand, order).fetchedBytes();
    String section = "submodule." + entry.name();
    git.run("noting a submodule", "config", section + ".url", url.text());
    git.run("noting a submodule", "config", section + ".active", "true");
    fetch(order, level + 1);
  }

  private static String absolute(RemoteUrl parent, String url) {
    if (!url.startsWith("./") && !url.startsWith("../")) {
      return url;
    }
    return parent
        .resolve(url)
        .orElseThrow(
            () ->
                CloneException.refused(
                    "URL '%s' is refused: it leads above the server of %s"
                        .formatted(Printable.of(url), parent.text())));
  }
}
