package dev.prebuild.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.connect.ConnectClient;
import dev.prebuild.agent.connect.TestServer;
import dev.prebuild.agent.host.HostMode;
import dev.prebuild.agent.overview.Overview;
import dev.prebuild.agent.testkit.Eventually;
import dev.prebuild.pool.plan.Pressure;
import io.dropwizard.jackson.Jackson;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class OverviewResourceTest {
  private final HttpClient http = ConnectClient.http(Duration.ofSeconds(5));
  private final AtomicInteger asked = new AtomicInteger();
  private volatile int waitingPrebuilds = 1;
  private TestServer server;

  @BeforeEach
  void start() {
    server =
        JerseyServer.of(
            new BearerFilter(List.of((_, token) -> token.equals("agent"))),
            new OverviewResource(this::overview, Jackson.newObjectMapper()));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Overview overview() {
    asked.incrementAndGet();
    return new Overview(
        new Overview.Host(
            new UUID(1, 1),
            "build-1",
            HostMode.OPEN,
            Instant.EPOCH,
            waitingPrebuilds,
            new Overview.Shortage(
                Pressure.NONE,
                "nothing has been short yet",
                OptionalDouble.of(0.5),
                OptionalDouble.empty(),
                OptionalDouble.empty()),
            new Overview.Dependency(true, Optional.empty()),
            new Overview.Dependency(false, Optional.of("it is away")),
            new Overview.Dependency(true, Optional.empty())),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  private HttpRequest request(String path, String token) {
    return HttpRequest.newBuilder(server.uri().resolve(path))
        .header("Authorization", "Bearer " + token)
        .build();
  }

  private static String json(int waiting) {
    return """
    {"host":{"runnerId":"00000000-0000-0001-0000-000000000001","name":"build-1","mode":"OPEN",\
    "since":"1970-01-01T00:00:00Z","waitingPrebuilds":%d,\
    "shortage":{"level":"NONE","reason":"nothing has been short yet","memoryAvailable":0.5},\
    "engine":{"up":true},"controlPlane":{"up":false,"failure":"it is away"},"disk":{"up":true}},\
    "pools":[],"prebuilds":[],"snapshots":[],"claims":[]}"""
        .formatted(waiting);
  }

  @Test
  void theAnswerIsJsonAndWhatIsNotKnownIsAbsent() throws Exception {
    HttpResponse<String> answer =
        http.send(request("/v1/overview", "agent"), BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(json(1));
  }

  /** More of them than there are places. */
  @Test
  void whoAsksForHeadsAloneTakesNoPlace() throws Exception {
    for (int i = 0; i < 70; i++) {
      HttpRequest head =
          HttpRequest.newBuilder(request("/v1/overview/events", "agent"), (_, _) -> true)
              .HEAD()
              .build();
      assertThat(http.send(head, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
    }

    try (InputStream events =
        http.send(request("/v1/overview/events", "agent"), BodyHandlers.ofInputStream()).body()) {
      assertThat(events.read()).isEqualTo('d');
    }
    assertThat(asked.get()).isLessThan(70);
  }

  @Test
  void eventsComeAtOnceAndWithEachChangeAlone() throws Exception {
    HttpResponse<InputStream> answer =
        http.send(request("/v1/overview/events", "agent"), BodyHandlers.ofInputStream());
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");

    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).isEqualTo("data: " + json(1));
      assertThat(lines.readLine()).isEmpty();
      int looks = asked.get();
      Eventually.isTrue("it was looked at twice more", () -> asked.get() >= looks + 2);
      waitingPrebuilds = 2;
      assertThat(lines.readLine()).isEqualTo("data: " + json(2));
    }
  }

  @Test
  void nobodyWatchesWithoutTheToken() throws Exception {
    HttpResponse<String> answer =
        http.send(request("/v1/overview/events", "wrong"), BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(401);
  }
}
