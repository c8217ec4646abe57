package dev.prebuild.agent.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.prebuild.agent.testkit.Eventually;
import dev.prebuild.agent.testkit.TestCertificate;
import dev.prebuild.agent.testkit.TestGitServer;
import dev.prebuild.config.spec.Repository;
import dev.prebuild.snapshot.host.PrebuildException;
import dev.prebuild.snapshot.host.Sources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Git's own server over HTTPS: credentials, and what a server can do wrong. */
final class GitServerTest {
  private static TestCertificate certificate;

  @TempDir Path temporary;
  private ServedRepository served;
  private GitRepository remote;
  private TestGitServer server;
  private GitFixture git;
  private String url;

  @BeforeAll
  static void certify(@TempDir Path folder) throws Exception {
    certificate = TestCertificate.make(folder);
  }

  @BeforeEach
  void serve() throws Exception {
    served = ServedRepository.serve(temporary, certificate);
    remote = served.remote();
    server = served.server();
    git = served.git();
    url = served.url();
  }

  @AfterEach
  void close() {
    served.close();
  }

  private void refused(Repository repository, String... parts) {
    assertThatExceptionOfType(PrebuildException.class)
        .isThrownBy(() -> git.fetch(repository))
        .satisfies(e -> assertThat(e.getMessage()).contains(parts))
        .withMessageNotContaining(GitFixture.PASSWORD);
  }

  @Test
  void theExecutorsCredentialsOpenAPrivateRepository() throws Exception {
    server.demand("app", "bot", GitFixture.PASSWORD);

    Sources sources = git.fetch(GitFixture.privately(url));

    assertThat(sources.commit()).isEqualTo(remote.git("rev-parse", "HEAD"));
    assertThat(sources.checkout().resolve("first")).exists();
  }

  @Test
  void noFileOfTheAgentHoldsThePasswordAfterwards() throws Exception {
    server.demand("app", "bot", GitFixture.PASSWORD);

    git.fetch(GitFixture.privately(url));

    for (Path folder : List.of(git.folders.state(), git.folders.runtime())) {
      try (Stream<Path> files = Files.walk(folder)) {
        assertThat(files.filter(Files::isRegularFile))
            .allSatisfy(
                file ->
                    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain(GitFixture.PASSWORD)
                        .doesNotContain("credential"));
      }
    }
    assertThat(git.log.toString()).doesNotContain(GitFixture.PASSWORD);
  }

  @Test
  void noProcessOfTheHostShowsThePasswordWhileItRuns() throws Exception {
    // Of this run alone: other programs of this machine may show what they like.
    String password = "secret-" + UUID.randomUUID();
    server.demand("app", "bot", password);
    server.stall("/git-upload-pack");
    Running running = new Running(GitFixture.privately(url, password));
    try {
      // By then it has been given the password, and waits for an answer.
      Eventually.isTrue(
          "git asks with the password",
          () ->
              server.requests().stream()
                  .anyMatch(
                      asked -> asked.method().equals("POST") && !asked.authorization().isEmpty()));

      assertThat(commandLines())
          .contains("git-remote-https", "credential.https://localhost:" + server.port())
          .doesNotContain(password);
    } finally {
      running.interrupt();
    }
  }

  /** Also what each was given as its environment. */
  private static String commandLines() throws Exception {
    StringBuilder lines = new StringBuilder();
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      for (Path process : processes.toList()) {
        for (String name : List.of("cmdline", "environ")) {
          try {
            lines.append(Files.readString(process.resolve(name), StandardCharsets.ISO_8859_1));
          } catch (IOException _) {
            // No process, or one that has ended meanwhile.
          }
        }
      }
    }
    return lines.toString();
  }

  private final class Running {
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private final Thread thread;

    Running(Repository repository) {
      thread =
          Thread.startVirtualThread(
              () -> {
                try {
                  end.complete(git.fetch(repository).commit());
                } catch (InterruptedException e) {
                  end.complete("interrupted");
                } catch (RuntimeException e) {
                  end.complete(String.valueOf(e.getMessage()));
                }
              });
    }

    String interrupt() throws Exception {
      thread.interrupt();
      return end.get(30, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/info/refs", "/git-upload-pack"})
  void anInterruptEndsAFetchThatIsStuck(String where) throws Exception {
    // Nothing else would end it before the test gives up.
    git.waiting(Duration.ofMinutes(10), Duration.ofSeconds(5));
    server.stall(where);
    Running running = new Running(GitFixture.publicly(url));
    Eventually.isTrue(
        "the server is asked",
        () -> server.requests().stream().anyMatch(request -> request.target().contains(where)));

    assertThat(running.interrupt()).isEqualTo("interrupted");

    assertThat(git.told).containsExactly("interrupted");
    Eventually.isTrue(
        "git is gone", () -> !commandLines().contains("localhost:" + server.port() + "/app"));
    server.stall("");
    assertThatCode(() -> git.fetch(url)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/info/refs", "/git-upload-pack"})
  void aServerThatSaysNothingIsGivenUp(String where) {
    git.waiting(Duration.ofSeconds(1), Duration.ofSeconds(5));
    server.stall(where);

    refused(GitFixture.publicly(url), "cannot be reached, or does not answer");
    assertThat(git.told).containsExactly("UNREACHABLE");
  }

  @Test
  void aServerThatIsUnwellForAWhileIsAskedAgain() throws Exception {
    server.failNext(2);

    assertThat(git.fetch(url).commit()).isNotEmpty();
    assertThat(git.log).filteredOn(line -> line.contains("trying again")).hasSize(2);
  }

  @Test
  void aServerThatStaysUnwellIsGivenUp() {
    server.failNext(1_000);

    refused(GitFixture.publicly(url), "HTTP status 503", "check the host's network");
    assertThat(git.log).filteredOn(line -> line.contains("trying again")).hasSize(2);
  }

  @Test
  void aHostThatIsNotThereIsToldApart() {
    server.close();

    refused(GitFixture.publicly(url), "cannot be reached");
  }

  @Test
  void aRepositoryThatIsNotThereIsToldApart() {
    refused(GitFixture.publicly(server.url("none/.git")), "not there", "HTTP status 404");
    assertThat(git.told).containsExactly("NOT_FOUND");
  }

  @Test
  void aRefThatIsNotThereIsToldApart() {
    refused(GitFixture.publicly(url, "none"), "no such branch, tag or commit", "'none'");
    refused(GitFixture.publicly(url, "1".repeat(40)), "no such branch, tag or commit");
    refused(GitFixture.publicly(url, "1234567"), "no such branch, tag or commit");
    assertThat(git.told).containsOnly("NO_SUCH_REF");
  }

  @Test
  void aRepositoryWithoutCommitsIsToldApart() throws Exception {
    GitRepository empty = new GitRepository(temporary.resolve("served/empty"));
    Files.createDirectories(empty.folder());
    empty.git("init", "--quiet");

    refused(GitFixture.publicly(server.url("empty/.git")), "no commit yet");
  }

  @Test
  void credentialsThatAreRefusedAreToldApart() {
    server.demand("app", "bot", "another");

    refused(GitFixture.publicly(url), "refuses the credentials, or asks for some");
    refused(GitFixture.privately(url), "refuses the credentials, or asks for some");
    assertThat(git.told).containsOnly("DENIED");
  }

  @Test
  void aServerThatNobodyVouchesForIsToldApart() throws Exception {
    Path folder = Files.createDirectory(temporary.resolve("another"));
    git.trusting(TestCertificate.make(folder).file());

    refused(GitFixture.publicly(url), "cannot be trusted", "prebuilds.git.caFile");
    assertThat(git.told).containsExactly("UNTRUSTED");
  }
}
