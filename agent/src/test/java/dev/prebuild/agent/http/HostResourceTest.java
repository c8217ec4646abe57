package dev.prebuild.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.connect.ConnectClient;
import dev.prebuild.agent.connect.TestServer;
import dev.prebuild.agent.engine.Census;
import dev.prebuild.agent.host.HostControl;
import dev.prebuild.agent.host.HostMode;
import dev.prebuild.agent.host.ModeFile;
import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.pool.claim.ClaimResult;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.jersey.jackson.JacksonFeature;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Over a real server, as an operator calls it. */
final class HostResourceTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path folder;

  private final HttpClient http = ConnectClient.http(Duration.ofSeconds(5));
  private volatile Optional<Census> census = Optional.of(new Census(3, 2));
  private volatile boolean isCordonedBySettings;
  private final Heard heard = new Heard();
  private TestServer server;

  @BeforeEach
  void start() {
    HostControl host =
        HostControl.open(
            new ModeFile(folder.resolve("host-mode.json")), () -> isCordonedBySettings, () -> NOW);
    server =
        new TestServer(
            new ServletContainer(
                new ResourceConfig()
                    .register(new JacksonFeature(Jackson.newObjectMapper()))
                    .register(new ProblemMapper())
                    .register(new BearerFilter(List.of((_, token) -> token.equals("agent"))))
                    .register(new HostResource(host, () -> census, heard))),
            List.of("/*"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.uri().resolve(path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request, String token) throws Exception {
    return http.send(
        request.header("Authorization", "Bearer " + token).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> get() throws Exception {
    return send(request("/v1/host"), "agent");
  }

  private HttpResponse<String> post(String call) throws Exception {
    return send(request("/v1/host/" + call).POST(BodyPublishers.noBody()), "agent");
  }

  @Test
  void aHostIsOpenAtFirst() throws Exception {
    HttpResponse<String> answer = get();

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(Jackson.newObjectMapper().readTree(answer.body()))
        .isEqualTo(
            Jackson.newObjectMapper()
                .readTree(
                    """
                    {"mode": "OPEN", "since": "2026-03-01T12:00:00Z", "cordonedBySettings": false,
                     "instances": 3, "environments": 2}
                    """));
  }

  @ParameterizedTest
  @CsvSource({"cordon, CORDONED", "drain, DRAINING", "uncordon, OPEN"})
  void eachCallSetsTheMode(String call, String mode) throws Exception {
    post("drain");

    HttpResponse<String> answer = post(call);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("\"mode\":\"%s\"".formatted(mode));
    assertThat(get().body()).isEqualTo(answer.body());
    assertThat(heard.modes).containsExactly(HostMode.DRAINING, HostMode.valueOf(mode));
  }

  private static final class Heard implements RequestListener {
    private final List<HostMode> modes = new CopyOnWriteArrayList<>();

    @Override
    public void claimed(Requester by, ClaimRequest request, ClaimResult result, Duration elapsed) {
      throw new AssertionError("nothing was claimed");
    }

    @Override
    public void removed(Requester by, UUID environmentId) {
      throw new AssertionError("nothing was removed");
    }

    @Override
    public void modeAsked(Requester by, HostMode mode) {
      assertThat(by).isEqualTo(new Requester("127.0.0.1", Optional.empty()));
      modes.add(mode);
    }
  }

  @Test
  void anEngineThatIsAwayIsNoObstacle() throws Exception {
    census = Optional.empty();

    HttpResponse<String> answer = post("drain");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("DRAINING").doesNotContain("instances", "environments");
  }

  @Test
  void whatTheSettingsCordonStaysCordoned() throws Exception {
    isCordonedBySettings = true;
    stop();
    start();

    HttpResponse<String> answer = post("uncordon");

    assertThat(answer.body()).contains("\"mode\":\"CORDONED\"", "\"cordonedBySettings\":true");
  }

  @Test
  void aModeThatCannotBeKeptIsRefused() throws Exception {
    blockFile();

    HttpResponse<String> answer = post("drain");

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).contains("mode-not-kept", "host-mode.json");
    assertThat(get().body()).contains("OPEN");
  }

  private void blockFile() throws IOException {
    Files.createDirectories(folder.resolve("host-mode.json").resolve("in-the-way"));
  }

  @ParameterizedTest
  @CsvSource({"GET, /v1/host", "POST, /v1/host/drain", "POST, /v1/host/uncordon"})
  void nobodyGetsInWithoutTheAgentsToken(String verb, String path) throws Exception {
    HttpResponse<String> answer =
        send(request(path).method(verb, BodyPublishers.noBody()), "another");

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(get().body()).contains("OPEN");
  }
}
