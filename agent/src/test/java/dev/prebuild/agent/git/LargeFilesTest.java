package dev.prebuild.agent.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.prebuild.agent.testkit.TestCertificate;
import dev.prebuild.agent.testkit.TestGitServer;
import dev.prebuild.snapshot.host.PrebuildException;
import dev.prebuild.snapshot.host.Sources;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are kept outside of git, with the real git-lfs where it is installed. */
final class LargeFilesTest {
  private static final String CONTENT = "large\n".repeat(1_000);

  private static TestCertificate certificate;

  @TempDir Path temporary;
  private TestGitServer server;
  private GitRepository app;
  private GitFixture git;
  private String url;
  private String id;

  @BeforeAll
  static void certify(@TempDir Path folder) throws Exception {
    certificate = TestCertificate.make(folder);
  }

  @BeforeEach
  void serve() throws Exception {
    app = GitRepository.create(temporary.resolve("served/app"));
    server = TestGitServer.start(temporary.resolve("served"), certificate);
    git = new GitFixture(temporary).trusting(certificate.file());
    url = server.url("app/.git");
    byte[] content = CONTENT.getBytes(StandardCharsets.UTF_8);
    id = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    Files.writeString(app.folder().resolve(".gitattributes"), "*.bin filter=lfs -text\n");
    Files.writeString(app.folder().resolve("file.bin"), pointer());
    app.commit("pointer");
    offer(server);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private String pointer() {
    return "version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %d\n"
        .formatted(id, CONTENT.length());
  }

  private void offer(TestGitServer where) {
    String answer =
        """
        {"transfer":"basic","objects":[{"oid":"%s","size":%d,"authenticated":true,
        "actions":{"download":{"href":"%s"}}}]}
        """
            .formatted(id, CONTENT.length(), where.url("objects/" + id));
    where.put("app/.git/info/lfs/objects/batch", answer.getBytes(StandardCharsets.UTF_8));
    where.put("objects/" + id, CONTENT.getBytes(StandardCharsets.UTF_8));
  }

  private static void assumeInstalled() throws InterruptedException {
    assumeTrue(new LargeFiles().isInstalled(), "git-lfs is not installed on this machine");
  }

  @Test
  void theContentIsThere() throws Exception {
    assumeInstalled();

    Sources sources = git.fetch(url);

    assertThat(sources.checkout().resolve("file.bin")).hasContent(CONTENT);
  }

  @Test
  void itIsFetchedWithTheExecutorsCredentialsWhichStayOutOfTheClone() throws Exception {
    assumeInstalled();
    server.demand("app", "bot", GitFixture.PASSWORD);

    Sources sources = git.fetch(GitFixture.privately(url));

    assertThat(sources.checkout().resolve("file.bin")).hasContent(CONTENT);
    assertThat(sources.checkout().resolve(".git/config"))
        .content()
        .doesNotContain(GitFixture.PASSWORD, "filter", "credential");
  }

  @Test
  void theRepositoryCannotSendTheAgentToAnotherServer() throws Exception {
    assumeInstalled();
    try (TestGitServer other = TestGitServer.start(temporary.resolve("served"), certificate)) {
      offer(other);
      String elsewhere = other.url("app/.git/info/lfs");
      Files.writeString(
          app.folder().resolve(".lfsconfig"),
          "[lfs]\n\turl = %s\n[remote \"origin\"]\n\tlfsurl = %s\n"
              .formatted(elsewhere, elsewhere));
      app.commit("config");

      Sources sources = git.fetch(GitFixture.privately(url));

      assertThat(sources.checkout().resolve("file.bin")).hasContent(CONTENT);
      assertThat(other.requests()).isEmpty();
    }
  }

  @Test
  void oneThatIsNotThereIsToldApart() throws Exception {
    assumeInstalled();
    String none = "0".repeat(64);
    String answer =
        """
        {"objects":[{"oid":"%s","size":%d,"error":{"code":404,"message":"no such object"}}]}
        """
            .formatted(none, CONTENT.length());
    server.put("app/.git/info/lfs/objects/batch", answer.getBytes(StandardCharsets.UTF_8));
    Files.writeString(app.folder().resolve("file.bin"), pointer().replace(id, none));
    app.commit("none");

    assertThatExceptionOfType(PrebuildException.class)
        .isThrownBy(() -> git.fetch(url))
        .withMessageContaining("a large file of it cannot be had");
    assertThat(git.told).endsWith("LARGE_FILES");
  }

  @Test
  void withoutTheProgramThePointerIsThere() throws Exception {
    assumeFalse(new LargeFiles().isInstalled(), "git-lfs is installed on this machine");

    assertThat(git.fetch(url).checkout().resolve("file.bin")).hasContent(pointer());
  }
}
