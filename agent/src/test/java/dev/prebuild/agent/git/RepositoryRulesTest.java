package dev.prebuild.agent.git;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.prebuild.config.spec.Repository;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RepositoryRulesTest {
  private static final RepositoryRules RULES = new RepositoryRules(false, false);

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
        "ssh://git@example.org:2222/team/app",
        "https://user@example.org/app",
        "https://[2001:db8::1]:8443/app",
        "https://192.168.3.4/app",
        "git@example.org:/srv/app",
        "git@example.org:team/app.git"
      })
  void fetchesOverTheNetwork(String url) {
    assertThatCode(() -> RULES.check(repository(url, "none"))).doesNotThrowAnyException();
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
        "https://example.org/a\u0000b",
        "https://example.org/a\u009bb",
        "https://example.org/a b",
        "https://example.org/a%0ab",
        "https://example.org/a%00b",
        "https://example.org/../a",
        "https://example.org/a/..",
        "https://example.org/a?service=x",
        "https://example.org/a#b",
        "https://example.org\\@evil.net/a",
        "https://example.org",
        "https:///a",
        "https://-x/a",
        "https://example.org:99999/a",
        "https://exa@mple@evil.net/a",
        "https://127.1/a",
        "https://2130706433/a",
        "https://0x7f000001/a",
        "https://0177.0.0.1/a",
        "https://[fe80::1%25eth0]/a",
        "ssh://-oProxyCommand=reboot/a",
        "ssh://-oProxyCommand=reboot@example.org/a",
        "-oProxyCommand=reboot@example.org:a",
        "git@-oProxyCommand=reboot:a",
        "git@example.org:-a",
        "git@example.org:../a",
        "user@host:a\tb",
        "fd::17/a",
        "ftp://example.org/a",
        "remote-https://example.org/a",
        "https::https://example.org/a"
      })
  void refusesEverythingElse(String url) {
    assertThatExceptionOfType(CloneException.class)
        .isThrownBy(() -> RULES.check(repository(url, "none")))
        .withMessageContaining("refused")
        .withMessageContaining("https, ssh")
        .withMessageContaining("allowFileRepositories");
  }

  @Test
  void refusesAPasswordInTheUrlAndDoesNotRepeatIt() {
    assertThatExceptionOfType(CloneException.class)
        .isThrownBy(() -> RULES.check(repository("https://me:hunter2@example.org/app", "none")))
        .withMessageContaining("password")
        .withMessageNotContaining("hunter2");
  }

  @Test
  void gitsOwnProtocolIsForThoseWhoAllowIt() {
    assertThatCode(
            () ->
                new RepositoryRules(false, true).check(repository("git://example.org/app", "none")))
        .doesNotThrowAnyException();
  }

  @Test
  void aUrlHasALimit() {
    assertThatExceptionOfType(CloneException.class)
        .isThrownBy(
            () -> RULES.check(repository("https://example.org/" + "a".repeat(2_050), "none")))
        .withMessageContaining("2,048");
  }

  @Test
  void aFolderOfTheHostIsForThoseWhoAllowIt() {
    assertThatCode(
            () -> new RepositoryRules(true, false).check(repository("file:///srv/git/app", "none")))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"main", "v1.2.3", "feature/x", "a1b2c3d", "fix-#12", "user@host", "_private", "9"})
  void takesNamesOfBranchesAndTags(String ref) {
    assertThatCode(() -> RULES.check(repository("https://example.org/a", ref)))
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
        "$(reboot)",
        "--upload-pack=reboot",
        "a..b",
        "a//b",
        "a/",
        "a.",
        "a/.b",
        "a.lock",
        "a\u001bb",
        "a\\b",
        "ä"
      })
  void refusesARefThatCouldBeMore(String ref) {
    assertThatExceptionOfType(CloneException.class)
        .isThrownBy(() -> RULES.check(repository("https://example.org/a", ref)))
        .withMessageContaining("ref")
        .withMessageContaining("refused");
  }
}
