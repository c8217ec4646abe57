package dev.prebuild.agent.git;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.prebuild.config.spec.Repository;
import dev.prebuild.snapshot.host.PrebuildException;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RepositoryRulesTest {
  private static Repository repository(String url, String ref) {
    return new Repository(
        url,
        Optional.of(ref).filter(text -> !text.equals("none")),
        Optional.empty(),
        OptionalInt.empty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.org/app.git",
        "HTTPS://example.org/app.git",
        "https://example.org:8443/a/b/c",
        "ssh://git@example.org/app.git",
        "git@example.org:team/app.git"
      })
  void fetchesOverTheNetwork(String url) {
    assertThatCode(() -> new RepositoryRules(false).check(repository(url, "none")))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/srv/git/app",
        "../app",
        "file:///srv/git/app",
        "http://example.org/app.git",
        "git://example.org/app.git",
        "ext::sh -c reboot",
        "--upload-pack=reboot",
        "-u",
        "https:/example.org",
        "git@example.org::ext",
        "https://example.org/a\nb",
        "https://example.org/a\u0000b"
      })
  void refusesEverythingElse(String url) {
    assertThatExceptionOfType(PrebuildException.class)
        .isThrownBy(() -> new RepositoryRules(false).check(repository(url, "none")))
        .withMessageContaining("refused")
        .withMessageContaining("https, ssh")
        .withMessageContaining("allowFileRepositories");
  }

  @Test
  void refusesAPasswordInTheUrlAndDoesNotRepeatIt() {
    assertThatExceptionOfType(PrebuildException.class)
        .isThrownBy(
            () ->
                new RepositoryRules(false)
                    .check(repository("https://me:hunter2@example.org/app", "none")))
        .withMessageContaining("password")
        .withMessageNotContaining("hunter2");
  }

  @Test
  void aFolderOfTheHostIsForThoseWhoAllowIt() {
    assertThatCode(() -> new RepositoryRules(true).check(repository("file:///srv/git/app", "none")))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"main", "v1.2.3", "feature/x", "a1b2c3d", "fix-#12", "user@host", "_private", "9"})
  void takesNamesOfBranchesAndTags(String ref) {
    assertThatCode(() -> new RepositoryRules(false).check(repository("https://example.org/a", ref)))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-b",
        "--orphan",
        "",
        " ",
        "a b",
        "a;b",
        "a\nb",
        "HEAD~1",
        "HEAD^",
        "a:b",
        ".x",
        "x@{1}",
        "$(reboot)"
      })
  void refusesARefThatCouldBeMore(String ref) {
    assertThatExceptionOfType(PrebuildException.class)
        .isThrownBy(
            () -> new RepositoryRules(false).check(repository("https://example.org/a", ref)))
        .withMessageContaining("ref")
        .withMessageContaining("refused");
  }
}
