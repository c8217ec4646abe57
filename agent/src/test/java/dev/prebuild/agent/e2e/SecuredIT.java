package dev.prebuild.agent.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prebuild.agent.connect.ConnectClient;
import dev.prebuild.agent.testkit.AgentProcess;
import dev.prebuild.agent.testkit.AgentSettings;
import dev.prebuild.agent.testkit.Ended;
import dev.prebuild.agent.testkit.Eventually;
import dev.prebuild.agent.testkit.TestHost;
import dev.prebuild.agent.tls.TestAuthority;
import dev.prebuild.agent.tls.TestAuthority.Issued;
import dev.prebuild.agent.tls.TlsContexts;
import dev.prebuild.config.settings.CallerTlsSettings;
import dev.prebuild.config.settings.ListenerTlsSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An agent whose listener is secured, and asks clients for their certificates. */
class SecuredIT {
  @RegisterExtension static final TestHost HOST = new TestHost();
  @TempDir static Path folder;

  private static TestAuthority authority;
  private static Issued listener;
  private static AgentSettings settings;
  private static AgentProcess process;

  @BeforeAll
  static void start() throws Exception {
    authority = TestAuthority.in(folder, "authority");
    listener = authority.issueForServer("listener");
    settings =
        HOST.settings("agent")
            .tls(listener.certificateFile(), listener.keyFile(), authority.file());
    settings.addClass(HOST.engine.image());
    process = HOST.start("standalone", settings);
    awaitHealth();
  }

  /** Healthy means that it has reached its control plane, by way of its own listener. */
  private static void awaitHealth() throws Exception {
    HttpClient client = client(Optional.of(authority.issue("client", "EC")));
    Eventually.isTrue("it is healthy", () -> status(client, "/health") == 200);
  }

  private static HttpClient client(Optional<Issued> own) throws Exception {
    return ConnectClient.http(
        Duration.ofSeconds(5),
        TlsContexts.caller(
            new CallerTlsSettings(
                Optional.of(authority.file()),
                own.map(Issued::certificateFile),
                own.map(Issued::keyFile))));
  }

  /** 0 while nobody answers. */
  private static int status(HttpClient client, String path) throws InterruptedException {
    try {
      return client.send(request(path).build(), BodyHandlers.ofString()).statusCode();
    } catch (IOException e) {
      assertThat(process.isAlive()).isTrue();
      return 0;
    }
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create("https://localhost:%d%s".formatted(settings.port, path)));
  }

  @Test
  void aClientNeedsBothItsCertificateAndTheToken() throws Exception {
    HttpClient known = client(Optional.of(authority.issue("known", "EC")));

    assertThat(status(known, "/v1/environments")).isEqualTo(401);
    String token = Files.readString(settings.state().resolve("agent.token")).strip();
    assertThat(
            known
                .send(
                    request("/v1/environments").header("Authorization", "Bearer " + token).build(),
                    BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(200);
    HttpClient stranger = client(Optional.empty());
    assertThatThrownBy(() -> stranger.send(request("/metrics").build(), BodyHandlers.ofString()))
        .isInstanceOf(IOException.class);
  }

  /** Dropwizard's own would be open to everybody. */
  @Test
  void nothingIsAdministeredOverHttp() throws Exception {
    HttpClient known = client(Optional.of(authority.issue("guest", "EC")));

    for (String path :
        List.of("/admin", "/admin/threads", "/admin/metrics", "/admin/pprof?duration=1")) {
      assertThat(status(known, path)).as(path).isEqualTo(404);
    }
    HttpRequest silence =
        request("/admin/tasks/log-level?logger=audit&level=OFF")
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    assertThat(known.send(silence, BodyHandlers.ofString()).statusCode()).isEqualTo(404);
  }

  @Test
  void whoIsCalledByUrlIsShownTheCertificateThatIsNamed() throws Exception {
    Issued operator = authority.issue("operator", "EC");
    List<String> call =
        List.of(
            "environment",
            "list",
            "--output=json",
            "--url=https://localhost:%d".formatted(settings.port),
            "--authorities-file=" + authority.file(),
            "--token-file=" + settings.state().resolve("agent.token"));
    List<String> shown =
        Stream.concat(
                call.stream(),
                Stream.of(
                    "--certificate-file=" + operator.certificateFile(),
                    "--key-file=" + operator.keyFile()))
            .toList();

    Ended known = Ended.run(folder, Map.of(), shown.toArray(String[]::new));
    Ended stranger = Ended.run(folder, Map.of(), call.toArray(String[]::new));

    assertThat(known.err()).isEmpty();
    assertThat(known.code()).isZero();
    assertThat(known.out()).isEqualToIgnoringWhitespace("{\"environments\": []}");
    assertThat(stranger.code()).isEqualTo(4);
    assertThat(stranger.err()).contains("--certificate-file");
  }

  @Test
  void aRenewedCertificateIsTakenUpByAHangupAndTheAgentStillReachesItself() throws Exception {
    Issued renewed = authority.issueForServer("renewed");
    Files.move(
        renewed.certificateFile(), listener.certificateFile(), StandardCopyOption.REPLACE_EXISTING);
    Files.move(renewed.keyFile(), listener.keyFile(), StandardCopyOption.REPLACE_EXISTING);
    // Believes the certificate that lies in the file now, and no other.
    HttpClient own =
        ConnectClient.http(
            Duration.ofSeconds(5),
            TlsContexts.ownListener(
                new ListenerTlsSettings(
                    listener.certificateFile(), listener.keyFile(), Optional.empty())));

    process.hangUp();

    Eventually.isTrue("the renewed certificate is shown", () -> status(own, "/health") == 200);
    awaitHealth();
  }
}
