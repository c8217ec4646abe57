package dev.prebuild.agent.git;

import dev.prebuild.config.spec.Repository;
import dev.prebuild.snapshot.host.PrebuildException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which repositories this host fetches.
 *
 * @param allowFile whether a folder of this host may be one
 */
public record RepositoryRules(boolean allowFile) {
  /** scp's way to write an ssh URL: user@host:path. */
  private static final Pattern SCP_LIKE = Pattern.compile("[A-Za-z0-9._-]+@[A-Za-z0-9.-]+:[^:].*");

  private static final Pattern WITH_PASSWORD = Pattern.compile("[A-Za-z0-9+.-]+://[^/@]*:[^/@]*@");

  private static final Pattern REF = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_./@+#-]{0,254}");

  /**
   * Refuses what git could take for an option, or what would reach beyond the allowed protocols.
   *
   * @throws PrebuildException that says which rule is broken
   */
  void check(Repository repository) {
    String url = repository.url();
    if (WITH_PASSWORD.matcher(url).lookingAt()) {
      throw new PrebuildException(
          "the repository's URL has a password in it, and is refused: URLs end in logs and messages;"
              + " hand it over as the executor's credentials");
    }
    boolean isAllowed = SCP_LIKE.matcher(url).matches() || protocols().contains(protocol(url));
    if (!isAllowed || url.chars().anyMatch(Character::isISOControl)) {
      throw new PrebuildException(
          "repository '%s' is refused: this host fetches %s URLs%s"
              .formatted(
                  printable(url),
                  String.join(", ", protocols()),
                  allowFile ? "" : "; prebuilds.allowFileRepositories would add file"));
    }
    repository
        .ref()
        .filter(ref -> !REF.matcher(ref).matches())
        .ifPresent(
            ref -> {
              throw new PrebuildException(
                  "ref '%s' is refused: it must be the name of a branch or tag, or a commit"
                      .formatted(printable(ref)));
            });
  }

  /** In git's own words, for GIT_ALLOW_PROTOCOL. */
  List<String> protocols() {
    List<String> protocols = new ArrayList<>(List.of("https", "ssh"));
    if (allowFile) {
      protocols.add("file");
    }
    return protocols;
  }

  private static String protocol(String url) {
    int end = url.indexOf("://");
    return end < 0 ? "" : url.substring(0, end).toLowerCase(Locale.ROOT);
  }

  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
