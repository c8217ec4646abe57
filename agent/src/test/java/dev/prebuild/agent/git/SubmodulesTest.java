package dev.prebuild.agent.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.prebuild.agent.testkit.TestCertificate;
import dev.prebuild.agent.testkit.TestGitServer;
import dev.prebuild.config.spec.Repository;
import dev.prebuild.snapshot.host.PrebuildException;
import dev.prebuild.snapshot.host.Sources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Repositories within repositories, from git's own server. */
final class SubmodulesTest {
  private static TestCertificate certificate;

  @TempDir Path temporary;
  private TestGitServer server;
  private GitRepository app;
  private GitRepository library;
  private GitFixture git;

  @BeforeAll
  static void certify(@TempDir Path folder) throws Exception {
    certificate = TestCertificate.make(folder);
  }

  @BeforeEach
  void serve() throws Exception {
    app = GitRepository.create(temporary.resolve("served/app"));
    library = GitRepository.create(temporary.resolve("served/library"));
    server = TestGitServer.start(temporary.resolve("served"), certificate);
    git = new GitFixture(temporary).trusting(certificate.file());
  }

  @AfterEach
  void close() {
    server.close();
  }

  private Repository repository() {
    return GitFixture.publicly(server.url("app/.git"));
  }

  /** As a repository may have it, whatever git's own command would say of it. */
  private static void addSubmodule(GitRepository parent, String path, String url, String commit)
      throws Exception {
    addSubmodule(parent, path, path, url, commit);
  }

  private static void addSubmodule(
      GitRepository parent, String name, String path, String url, String commit) throws Exception {
    Path file = parent.folder().resolve(".gitmodules");
    String before = Files.exists(file) ? Files.readString(file) : "";
    Files.writeString(
        file,
        before
            + "[submodule \"%s\"]\n\tpath = \"%s\"\n\turl = \"%s\"\n"
                .formatted(name, path, url.replace("\\", "\\\\")));
    parent.git("add", ".gitmodules");
    boolean isRefusedByGit =
        path.contains("..")
            || path.toLowerCase(Locale.ROOT).contains("git")
            || path.startsWith("/");
    if (!isRefusedByGit) {
      parent.git("update-index", "--add", "--cacheinfo", "160000," + commit + "," + path);
    }
    parent.git("commit", "--quiet", "--message=submodule");
  }

  private void refused(String... parts) {
    assertThatExceptionOfType(PrebuildException.class)
        .isThrownBy(() -> git.fetch(repository()))
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../library/.git", "absolute"})
  void aSubmoduleIsAtTheCommitThatItsParentNames(String url) throws Exception {
    String commit = library.commit("wanted");
    library.commit("later");
    addSubmodule(
        app, "parts/library", url.equals("absolute") ? server.url("library/.git") : url, commit);

    Sources sources = git.fetch(repository());

    Path checkout = sources.checkout().resolve("parts/library");
    assertThat(checkout.resolve("wanted")).exists();
    assertThat(checkout.resolve("later")).doesNotExist();
    GitRepository clone = new GitRepository(sources.checkout());
    assertThat(clone.git("status", "--short")).isEmpty();
    assertThat(clone.git("submodule", "status")).startsWith(commit + " parts/library");
    assertThat(git.told).containsExactly("MISS", "MISS", "cloned, bytes fetched");
  }

  @Test
  void submodulesOfSubmodulesAreThereToo() throws Exception {
    GitRepository inner = GitRepository.create(temporary.resolve("served/inner"));
    addSubmodule(library, "inner", "../../inner/.git", inner.git("rev-parse", "HEAD"));
    addSubmodule(app, "library", "../../library/.git", library.git("rev-parse", "HEAD"));

    Sources sources = git.fetch(repository());

    assertThat(sources.checkout().resolve("library/inner/first")).exists();
  }

  @Test
  void theSecondCloneFetchesNoSubmoduleAgain() throws Exception {
    addSubmodule(app, "library", "../../library/.git", library.git("rev-parse", "HEAD"));
    git.fetch(repository());

    git.fetch(repository());

    assertThat(git.told).endsWith("HIT", "HIT", "cloned, nothing fetched");
  }

  @Test
  void aShallowCloneHasShallowSubmodules() throws Exception {
    library.commit("second");
    addSubmodule(app, "library", "../../library/.git", library.git("rev-parse", "HEAD"));

    Sources sources = git.fetch(GitFixture.shallow(repository().url(), 1));

    assertThat(
            new GitRepository(sources.checkout().resolve("library"))
                .git("rev-list", "--count", "HEAD"))
        .isEqualTo("1");
  }

  @Test
  void submodulesOnTheRepositorysOwnServerGetItsCredentialsAndOthersDoNot() throws Exception {
    try (TestGitServer other = TestGitServer.start(temporary.resolve("served"), certificate)) {
      server.demand("", "bot", GitFixture.PASSWORD);
      String commit = library.git("rev-parse", "HEAD");
      addSubmodule(app, "own", "../../library/.git", commit);
      addSubmodule(app, "others", other.url("library/.git"), commit);

      Sources sources = git.fetch(GitFixture.privately(repository().url()));

      assertThat(sources.checkout().resolve("own/first")).exists();
      assertThat(sources.checkout().resolve("others/first")).exists();
      assertThat(other.requests())
          .isNotEmpty()
          .allSatisfy(request -> assertThat(request.authorization()).isEmpty());
    }
  }

  @Test
  void aSubmoduleOnAPrivateAddressIsRefusedAndNobodyIsAsked() throws Exception {
    try (TestGitServer other = TestGitServer.start(temporary.resolve("served"), certificate)) {
      String url = "https://127.0.0.1:%d/library/.git".formatted(other.port());
      addSubmodule(app, "library", url, library.git("rev-parse", "HEAD"));

      refused("submodule 'library'", "127.0.0.1", "not on the internet", "allowedHosts");
      assertThat(other.requests()).isEmpty();

      git.trusting(certificate.file(), "127.0.0.1");
      assertThat(git.fetch(repository()).checkout().resolve("library/first")).exists();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ext::sh -c 'touch trace' | refused",
        "-u./payload | refused",
        "--upload-pack=touch trace | refused",
        "ssh://-oProxyCommand=touch/a | refused",
        "http://example.org/a | refused",
        "file:///etc | may not name folders of this host",
        "git://example.org/a | refused",
        "/etc | refused",
        "../../../../up | leads above the server",
        "./a/../../b | refused",
        "https://me:secret@example.org/a | has a password in it",
        "https://127.1/a | refused",
        "ssh://git@10.0.0.1/a | not on the internet",
        "git@10.0.0.1:a | not on the internet"
      })
  void aUrlThatIsNoneIsRefused(String url, String why) throws Exception {
    addSubmodule(app, "library", url, library.git("rev-parse", "HEAD"));

    refused("submodule 'library'", why);
    assertThat(git.told).containsExactly("MISS", "REFUSED");
  }

  @ParameterizedTest
  @CsvSource({
    "../out, ../out",
    "x, ../out",
    "x, a/../../out",
    "../../hooks, x",
    "x, .git/modules",
    "x, .GIT",
    "x, a/.git/hooks",
    "x, git~1",
    "x, /etc",
    "x, -x",
    "-x, x"
  })
  void aPathThatLeadsElsewhereIsRefused(String name, String path) throws Exception {
    addSubmodule(app, name, path, "../../library/.git", library.git("rev-parse", "HEAD"));

    refused("submodule '" + path + "' is refused");
  }

  @Test
  void aSubmoduleThatIsNotThereIsNamed() throws Exception {
    addSubmodule(app, "library", "../../none/.git", library.git("rev-parse", "HEAD"));

    refused("submodule 'library'", "is not there");
  }

  @Test
  void aCommitThatIsNotThereIsNamed() throws Exception {
    addSubmodule(app, "library", "../../library/.git", "1".repeat(40));

    refused("submodule 'library'", "no such branch, tag or commit");
  }

  @Test
  void aRepositoryThatHoldsItselfComesToAnEnd() throws Exception {
    String commit = app.git("rev-parse", "HEAD");
    for (int i = 0; i < 7; i++) {
      app.git("checkout", "--quiet", "-B", "level", commit);
      addSubmodule(app, "deeper", "./", commit);
      commit = app.git("rev-parse", "HEAD");
    }
    app.git("checkout", "--quiet", "-B", "main");

    refused("submodule 'deeper'", "more than 5 deep");
  }

  @Test
  void thereAreAsManySubmodulesAsAPrebuildCanTake() throws Exception {
    StringBuilder modules = new StringBuilder();
    for (int i = 0; i < 65; i++) {
      modules.append("[submodule \"m%d\"]\n\tpath = m%d\n\turl = ../x\n".formatted(i, i));
    }
    Files.writeString(app.folder().resolve(".gitmodules"), modules);
    app.commit("many");

    refused("65 submodules");
  }

  @Test
  void aHugeListOfSubmodulesIsNotRead() throws Exception {
    Files.writeString(app.folder().resolve(".gitmodules"), "#".repeat(1_100_000));
    app.commit("huge");

    refused(".gitmodules has 1100000 bytes");
  }

  @Test
  void whatIsNoSubmoduleIsLeftAlone() throws Exception {
    String commit = library.git("rev-parse", "HEAD");
    // A commit that no URL is known of, an entry without a commit, one that is to be left out.
    app.git("update-index", "--add", "--cacheinfo", "160000," + commit + ",stray");
    Files.writeString(
        app.folder().resolve(".gitmodules"),
        """
        [submodule "gone"]
          path = gone
          url = ../../gone/.git
        [submodule "left"]
          path = left
          url = ../../left/.git
          update = none
        [include]
          path = /etc/hostname
        """);
    app.git("update-index", "--add", "--cacheinfo", "160000," + commit + ",left");
    app.git("add", ".gitmodules");
    app.git("commit", "--quiet", "--message=odd");

    Sources sources = git.fetch(repository());

    assertThat(sources.checkout().resolve("stray")).isEmptyDirectory();
    assertThat(sources.checkout().resolve("left")).isEmptyDirectory();
    assertThat(git.told).containsExactly("MISS", "cloned, bytes fetched");
  }

  @Test
  void aRepositoryOfThisHostMayHaveSubmodulesOfThisHost() throws Exception {
    addSubmodule(app, "library", "../library", library.git("rev-parse", "HEAD"));

    assertThat(git.fetch(app.url()).checkout().resolve("library/first")).exists();
  }
}
