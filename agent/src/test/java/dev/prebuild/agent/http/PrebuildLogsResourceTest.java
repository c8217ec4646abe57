package dev.prebuild.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.connect.ConnectClient;
import dev.prebuild.agent.connect.TestServer;
import dev.prebuild.agent.logs.LogLimits;
import dev.prebuild.agent.logs.LogLine;
import dev.prebuild.agent.logs.LogStream;
import dev.prebuild.agent.logs.NotedFailures;
import dev.prebuild.agent.logs.PrebuildLogs;
import dev.prebuild.agent.testkit.Eventually;
import dev.prebuild.config.spec.Allowances;
import dev.prebuild.config.spec.EnvironmentClass;
import dev.prebuild.config.spec.Limits;
import dev.prebuild.config.spec.PrebuildPhase;
import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.config.spec.Repository;
import dev.prebuild.config.spec.Secret;
import dev.prebuild.config.spec.Standby;
import dev.prebuild.snapshot.lifecycle.Mask;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs over a real server. */
final class PrebuildLogsResourceTest {
  private static final UUID ID = new UUID(1, 2);
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final int MOST_READERS = 3;

  private final HttpClient http = ConnectClient.http(Duration.ofSeconds(5));
  private final NotedFailures heard = new NotedFailures();
  private PrebuildLogs logs;
  private TestServer server;

  @BeforeEach
  void start(@TempDir Path folder) {
    logs = new PrebuildLogs(folder, LogLimits.ofBytes(1, 1), heard, () -> START);
    server = JerseyServer.of(new PrebuildLogsResource(logs, MOST_READERS));
  }

  @AfterEach
  void stop() {
    server.close();
    assertThat(heard.all).isEmpty();
  }

  private void begin() {
    logs.open(ID, Mask.of(spec()));
  }

  private static PrebuildSpec spec() {
    return new PrebuildSpec(
        ID,
        UUID.randomUUID(),
        new EnvironmentClass(
            UUID.randomUUID(), "small", "image", Limits.NONE, Allowances.NONE, Standby.PLAIN),
        new Repository(
            "https://git.example/example.git",
            Optional.empty(),
            Optional.of(new Repository.Credentials("user", new Secret("swordfish"))),
            OptionalInt.empty()),
        Optional.empty(),
        List.of(),
        List.of(),
        PrebuildSpec.Goal.COMPLETE,
        Duration.ofMinutes(1),
        START,
        new PrebuildSpec.Reported(PrebuildPhase.PENDING, 1));
  }

  private void print(int second, String text) {
    print(new LogLine(START.plusSeconds(second), "build", LogStream.STDOUT, text, false, 1));
  }

  private void print(LogLine line) {
    logs.writable(ID).orElseThrow().append(List.of(line));
  }

  private HttpRequest request(String query, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.uri().resolve("/v1/prebuilds/" + ID + "/logs" + query));
    request.timeout(Eventually.LIMIT);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return request.build();
  }

  private HttpResponse<String> get(String query, String... headers) throws Exception {
    return http.send(request(query, headers), BodyHandlers.ofString());
  }

  private InputStream open(String query) throws Exception {
    HttpResponse<InputStream> response = http.send(request(query), BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    return response.body();
  }

  private static String read(InputStream body, int bytes) throws IOException {
    return new String(body.readNBytes(bytes), StandardCharsets.UTF_8);
  }

  @Test
  void plainTextIsWhatWasPrinted() throws Exception {
    begin();
    logs.say(ID, "dev container", "warning: left out");
    print(0, "one");
    print(new LogLine(START, "build", LogStream.STDERR, "pie", true, 1));
    print(new LogLine(START, "build", LogStream.STDERR, "ce\u001b[0m", false, 1));
    print(0, "the password is swordfish");

    HttpResponse<String> response = get("");

    assertThat(response.body())
        .isEqualTo("warning: left out\none\npiece\u001b[0m\nthe password is ***\n");
    assertThat(response.headers().firstValue("Content-Type")).hasValue("text/plain;charset=utf-8");
  }

  @ParameterizedTest
  @CsvSource({
    "'', application/x-ndjson",
    "'', 'application/json;q=0.9, application/x-ndjson, text/plain;q=0.5'",
    "?format=ndjson, */*",
    "?format=ndjson, text/plain"
  })
  void programsGetOneObjectForEachLine(String query, String accept) throws Exception {
    begin();
    print(1, "one");
    print(new LogLine(START, "", LogStream.STDERR, "\u0000", true, 2));
    logs.finish(ID);

    HttpResponse<String> response = get(query, "Accept", accept);

    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
    assertThat(response.body())
        .isEqualTo(
            """
            {"offset":0,"time":"2026-03-01T12:00:01Z","step":"build","stream":"stdout","text":"one"}
            {"offset":4,"time":"2026-03-01T12:00:00Z","step":"","stream":"stderr","text":"\\u0000","partial":true,"nth":2}
            {"finished":true,"offset":5}
            """);
  }

  /** From each byte on, whether it lies within a line or within a character. */
  @Test
  void anOffsetGivesExactlyTheRest() throws Exception {
    begin();
    print(0, "one");
    print(0, "zwölf €");
    print(0, "");
    logs.finish(ID);
    byte[] whole = get("").body().getBytes(StandardCharsets.UTF_8);

    for (int offset = 0; offset <= whole.length; offset++) {
      byte[] rest = http.send(request("?offset=" + offset), BodyHandlers.ofByteArray()).body();
      assertThat(rest).isEqualTo(java.util.Arrays.copyOfRange(whole, offset, whole.length));
    }
  }

  @Test
  void aTimeGivesWhatWasPrintedSince() throws Exception {
    begin();
    print(0, "one");
    print(5, "two");
    print(4, "printed before, kept behind");

    assertThat(get("?since=2026-03-01T12:00:00Z").body()).startsWith("one\n");
    assertThat(get("?since=2026-03-01T13:00:01.5%2B01:00").body())
        .isEqualTo("two\nprinted before, kept behind\n");
    assertThat(get("?since=2026-03-01T12:00:06Z").body()).isEmpty();
  }

  @Test
  void aLogIsFollowedToItsEnd() throws Exception {
    begin();
    print(0, "one");
    try (InputStream body = open("?follow=true")) {
      assertThat(read(body, 4)).isEqualTo("one\n");
      print(1, "two");
      assertThat(read(body, 4)).isEqualTo("two\n");
      print(2, "three");
      logs.finish(ID);
      assertThat(read(body, 100)).isEqualTo("three\n");
    }
    assertThat(get("?follow=true&offset=4").body()).isEqualTo("two\nthree\n");
  }

  /** Such an answer ends in the moment in which it begins. */
  @Test
  void anEmptyLogIsAnEmptyAnswer() throws Exception {
    begin();
    logs.finish(ID);
    for (int i = 0; i < 500; i++) {
      assertThat(get("?follow=true").body()).isEmpty();
    }
  }

  @Test
  void whoFollowsALogThatIsRemovedComesToItsEnd() throws Exception {
    begin();
    print(0, "one");
    try (InputStream body = open("?follow=true")) {
      assertThat(read(body, 4)).isEqualTo("one\n");
      logs.remove(ID);
      assertThat(body.read()).isEqualTo(-1);
    }
    assertThat(get("").statusCode()).isEqualTo(404);
  }

  /** The one that has waited longest is the likeliest to have gone away. */
  @Test
  void whoHasWaitedLongestMakesRoom() throws Exception {
    begin();
    print(0, "one");
    List<InputStream> bodies = new ArrayList<>();
    for (int i = 0; i < MOST_READERS; i++) {
      bodies.add(open("?follow=true"));
      assertThat(read(bodies.getLast(), 4)).isEqualTo("one\n");
    }

    Eventually.await("there is room", () -> get("").statusCode(), status -> status == 200);

    assertThat(bodies.getFirst().read()).isEqualTo(-1);
    print(1, "two");
    logs.finish(ID);
    for (InputStream body : bodies.subList(1, bodies.size())) {
      assertThat(read(body, 100)).isEqualTo("two\n");
    }
  }

  @Test
  void aGapIsTold() throws Exception {
    begin();
    String text = "x".repeat(10_000);
    for (int i = 0; i < 500; i++) {
      print(i, text);
    }

    String body = get("").body();

    List<String> notices = body.lines().filter(line -> !line.equals(text)).toList();
    assertThat(notices).hasSize(1);
    long kept = body.lines().filter(line -> line.equals(text)).count();
    long goesOn = (body.indexOf("[…") / 10_001 + (500 - kept)) * 10_001;
    assertThat(notices.getFirst())
        .matches(
            "\\[… %,d bytes dropped here, printed from 2026-03-01T12:\\S+Z to 2026-03-01T12:\\S+Z; the log goes on at offset %d …]"
                .formatted((500 - kept) * 10_001, goesOn));
    assertThat(get("?format=ndjson").body().lines().filter(line -> line.contains("dropped")))
        .singleElement()
        .asString()
        .matches(
            "\\{\"dropped\":%d,\"from\":\"[^\"]+\",\"to\":\"[^\"]+\",\"offset\":%d}"
                .formatted((500 - kept) * 10_001, goesOn));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?offset=-1",
        "?offset=x",
        "?offset=",
        "?offset=1&offset=2",
        "?offset=9999999999999999999",
        "?since=yesterday",
        "?since=2026-03-01",
        "?offset=0&since=2026-03-01T12:00:00Z",
        "?follow=yes",
        "?format=xml",
        "?offest=1"
      })
  void aQuestionThatMakesNoSenseIsRefused(String query) throws Exception {
    begin();

    HttpResponse<String> response = get(query);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(response.headers().firstValue("Content-Type")).hasValue(Problem.MEDIA_TYPE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"?offset=5", "?offset=5&follow=true"})
  void anOffsetBeyondTheEndIsRefused(String query) throws Exception {
    begin();
    print(0, "one");

    HttpResponse<String> response = get(query);

    assertThat(response.statusCode()).isEqualTo(416);
    assertThat(response.headers().firstValue("Content-Range")).hasValue("bytes */4");
    assertThat(response.body()).contains("offset-beyond-end", "which is at 4");
  }

  @Test
  void whatHasNotStartedHasNoLog() throws Exception {
    HttpResponse<String> response = get("?follow=true");

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).contains("no-log");
  }

  /** One client that does not read holds up neither the log nor another client. */
  @Test
  void aClientThatDoesNotReadHoldsNobodyUp() throws Exception {
    begin();
    try (InputStream stuck = open("?follow=true")) {
      for (int i = 0; i < 2000; i++) {
        print(i, "x".repeat(10_000));
      }
      logs.finish(ID);
      assertThat(get("?offset=19999999").statusCode()).isEqualTo(200);
      assertThat(stuck.read()).isEqualTo('x');
    }
  }
}
