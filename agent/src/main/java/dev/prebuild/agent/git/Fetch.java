package dev.prebuild.agent.git;

import java.util.ArrayList;
import java.util.List;

/** How a fetch is asked for, and its result looked up, whether into a mirror or a clone. */
final class Fetch {
  private Fetch() {}

  static List<String> arguments(String url, List<String> refspecs, String... options) {
    List<String> arguments = new ArrayList<>(List.of("fetch", "--quiet", "--no-tags"));
    arguments.addAll(List.of("--no-write-fetch-head", "--no-recurse-submodules"));
    arguments.addAll(List.of(options));
    arguments.addAll(List.of("--", url));
    arguments.addAll(refspecs);
    return arguments;
  }

  static boolean has(Git git, Target.Commit commit) throws InterruptedException {
    return git.succeeds("looking for a commit", "cat-file", "-e", commit.id() + "^{commit}");
  }

  /**
   * Id of the commit that is wanted.
   *
   * @param heads folder of the branches
   * @throws CloneException NO_SUCH_REF for a commit that is not there; FAILED for anything else,
   *     which the server has said it has
   */
  static String resolve(Git git, Target target, String heads) throws InterruptedException {
    String what = "looking up '%s'".formatted(target.atServer());
    String revision = target.fetched(heads) + "^{commit}";
    try {
      return git.run(what, "rev-parse", "--verify", "--quiet", revision).strip();
    } catch (CloneException e) {
      if (target instanceof Target.Commit) {
        throw CloneException.of(
            Trouble.NO_SUCH_REF, what, "no branch or tag leads to such a commit");
      }
      throw e;
    }
  }
}
