package dev.prebuild.agent.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.prebuild.agent.testkit.TestCertificate;
import dev.prebuild.agent.testkit.TestGitServer;
import dev.prebuild.config.spec.Repository;
import dev.prebuild.snapshot.host.PrebuildException;
import dev.prebuild.snapshot.host.Sources;
import dev.prebuild.snapshot.lifecycle.Mask;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a server may send the agent, and what goes with it. */
final class RedirectsTest {
  private static TestCertificate certificate;

  @TempDir Path temporary;
  private ServedRepository served;
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
  void aRedirectOnTheSameHostIsFollowedWithCredentials() throws Exception {
    server.demand("app", "bot", GitFixture.PASSWORD);
    server.demand("old", "bot", GitFixture.PASSWORD);
    server.redirect("old", server.url("app/.git"));
    String old = server.url("old");

    Sources sources = git.fetch(GitFixture.privately(old));

    assertThat(new GitRepository(sources.checkout()).git("remote", "get-url", "origin"))
        .isEqualTo(old);
  }

  @Test
  void aRedirectToAnAllowedHostIsFollowedWithoutCredentials() throws Exception {
    try (TestGitServer other = TestGitServer.start(temporary.resolve("served"), certificate)) {
      server.demand("old", "bot", GitFixture.PASSWORD);
      server.redirect("old", "https://127.0.0.1:%d/app/.git".formatted(other.port()));
      git.trusting(certificate.file(), "127.0.0.1");

      assertThat(git.fetch(GitFixture.privately(server.url("old"))).commit()).isNotEmpty();

      assertThat(other.requests())
          .isNotEmpty()
          .allSatisfy(request -> assertThat(request.authorization()).isEmpty());
    }
  }

  @Test
  void anotherServerThatAsksForThemDoesNotGetTheCredentials() throws Exception {
    try (TestGitServer other = TestGitServer.start(temporary.resolve("served"), certificate)) {
      other.demand("app", "bot", GitFixture.PASSWORD);
      server.redirect("old", other.url("app/.git"));

      refused(GitFixture.privately(server.url("old")), "are not sent to another server");

      assertThat(other.requests())
          .isNotEmpty()
          .allSatisfy(request -> assertThat(request.authorization()).isEmpty());
    }
  }

  @Test
  void aRedirectToAPrivateAddressIsRefusedAndNobodyIsAsked() throws Exception {
    try (TestGitServer other = TestGitServer.start(temporary.resolve("served"), certificate)) {
      server.redirect("old", "https://127.0.0.1:%d/app/.git".formatted(other.port()));

      refused(
          GitFixture.publicly(server.url("old")),
          "127.0.0.1",
          "not on the internet",
          "prebuilds.git.allowedHosts");
      assertThat(other.requests()).isEmpty();
      assertThat(git.told).containsExactly("REFUSED");
    }
  }

  /** Git would look the name up again; only the address that was looked at leads anywhere. */
  @Test
  void gitGoesToTheAddressThatWasLookedAt() {
    InetAddress looked = InetAddress.ofLiteral("8.8.8.8");
    Origin origin =
        Origin.https(
            RemoteUrl.parse("https://moved.example.org:8443/a").orElseThrow(), List.of(looked));

    assertThat(origin.options())
        .containsExactly("-c", "http.curloptResolve=moved.example.org:8443:8.8.8.8");
  }

  @Test
  void aPinIsWhatGitGoesBy() throws Exception {
    CloneLog log = new CloneLog(git, new UUID(1, 1), Mask.of(GitFixture.publicly(url)));
    RemoteUrl nowhere =
        RemoteUrl.parse("https://localhost:%d/app/.git".formatted(server.port())).orElseThrow();
    Origin pinned = Origin.https(nowhere, List.of(InetAddress.ofLiteral("127.0.0.9")));

    // Nobody listens there, while localhost itself would answer.
    assertThatExceptionOfType(CloneException.class)
        .isThrownBy(
            () ->
                Git.remote(List.of("https"), log)
                    .with(List.of("-c", "http.sslCAInfo=" + certificate.file()))
                    .with(pinned.options())
                    .run("asking", "ls-remote", pinned.url()))
        .satisfies(e -> assertThat(e.trouble()).isEqualTo(Trouble.UNREACHABLE));
  }

  @Test
  void aRedirectToANameWithAPrivateAddressIsRefused() {
    server.redirect("old", "https://inside.example.org/app");
    git.finding(
        host -> {
          if (host.equals("inside.example.org")) {
            return List.of(InetAddress.ofLiteral("8.8.8.8"), InetAddress.ofLiteral("10.1.2.3"));
          }
          throw new UnknownHostException(host);
        });

    refused(GitFixture.publicly(server.url("old")), "inside.example.org", "10.1.2.3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost/app",
        "file:///etc",
        "ext::sh -c reboot",
        "https://localhost/app?x=",
        "https://me:secret@localhost/app",
        "https://127.1/app",
        "//",
        "\u001b[2J"
      })
  void aRedirectToAnythingElseIsRefused(String target) {
    server.redirect("old", target);

    refused(GitFixture.publicly(server.url("old")), "refused", "redirects to");
  }

  @Test
  void redirectsInACircleEnd() {
    server.redirect("old", server.url("older"));
    server.redirect("older", server.url("old"));

    refused(GitFixture.publicly(server.url("old")), "redirects more than 5 times");
  }
}
