package dev.prebuild.agent.git;

import dev.prebuild.config.spec.Repository;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which repositories this host fetches, as far as that can be told by their names.
 *
 * @param allowFile whether a folder of this host may be one
 * @param allowGit whether git's own protocol may be spoken, which nothing protects on its way
 */
record RepositoryRules(boolean allowFile, boolean allowGit) {
  private static final Pattern WITH_PASSWORD = Pattern.compile("[A-Za-z0-9+.-]+://[^/@]*:[^/@]*@");

  private static final Pattern REF = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_./@+#-]{0,254}");

  /** What git takes for another commit than the one named, or for no name of a ref at all. */
  private static final Pattern NO_REF = Pattern.compile("\\.\\.|//|/\\.|\\.lock(/|$)|[/.]$");

  private static final int LONGEST_URL = 2_048;

  /**
   * Refuses what git could take for an option, or what would reach beyond the allowed protocols.
   *
   * @return where it is
   * @throws CloneException that says which rule is broken
   */
  RemoteUrl check(Repository repository) {
    RemoteUrl url = check(repository.url());
    repository
        .ref()
        .filter(ref -> !isRef(ref))
        .ifPresent(
            ref -> {
              throw CloneException.refused(
                  "ref '%s' is refused: it must be the name of a branch or tag, or a commit"
                      .formatted(Printable.of(ref)));
            });
    return url;
  }

  /** The same for a URL alone. */
  RemoteUrl check(String url) {
    if (WITH_PASSWORD.matcher(url).lookingAt()) {
      throw CloneException.refused(
          "the repository's URL has a password in it, and is refused: URLs end in logs and messages;"
              + " hand it over as the executor's credentials");
    }
    if (url.length() > LONGEST_URL) {
      throw CloneException.refused(
          "a repository's URL is refused: it has more than %,d characters".formatted(LONGEST_URL));
    }
    return RemoteUrl.parse(url)
        .filter(parsed -> protocols().contains(parsed.scheme()))
        .orElseThrow(
            () ->
                CloneException.refused(
                    "repository '%s' is refused: this host fetches %s URLs without query, fragment,"
                            .formatted(Printable.of(url), String.join(", ", protocols()))
                        + " '..' or control characters"
                        + moreProtocols()));
  }

  private String moreProtocols() {
    return (allowFile ? "" : "; prebuilds.allowFileRepositories would add file")
        + (allowGit ? "" : "; prebuilds.allowGitRepositories would add git");
  }

  /** Whether it can be nothing but the name of a branch or tag, or a commit. */
  static boolean isRef(String text) {
    return REF.matcher(text).matches() && !NO_REF.matcher(text).find();
  }

  /** In git's own words, for GIT_ALLOW_PROTOCOL. */
  List<String> protocols() {
    List<String> protocols = new ArrayList<>(List.of("https", "ssh"));
    if (allowFile) {
      protocols.add("file");
    }
    if (allowGit) {
      protocols.add("git");
    }
    return protocols;
  }
}
