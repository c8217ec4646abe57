package dev.prebuild.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.prebuild.agent.connect.ConnectClient;
import dev.prebuild.agent.connect.TestServer;
import dev.prebuild.agent.logs.LogLimits;
import dev.prebuild.agent.logs.NotedFailures;
import dev.prebuild.agent.logs.PrebuildLogs;
import dev.prebuild.agent.token.LogsKeyPair;
import dev.prebuild.agent.token.LogsTokenSigner;
import dev.prebuild.agent.token.LogsTokens;
import dev.prebuild.config.spec.LogsTokenKey;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which token opens what, over a real server. There are no logs behind it: a door that opens leads
 * to the answer that there is none.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AccessTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final UUID PREBUILD = new UUID(1, 2);
  private static final String LOGS = "/v1/prebuilds/" + PREBUILD + "/logs";
  private static final LogsKeyPair KEYS = LogsKeyPair.generate();

  private final HttpClient http = ConnectClient.http(Duration.ofSeconds(5));
  private final LogsTokens tokens = new LogsTokens(() -> NOW);
  private final String logsToken = new LogsTokenSigner(KEYS.privateKey()).sign(PREBUILD, NOW);
  private final TestServer server = start();

  /** Stands for all else that the agent serves. */
  @Path("/v1/environments{rest:.*}")
  public static final class Other {
    @GET
    public String get() {
      return "other";
    }

    @POST
    public String post() {
      return "other";
    }
  }

  private TestServer start() {
    PrebuildLogs logs =
        new PrebuildLogs(
            java.nio.file.Path.of("/no/logs"),
            LogLimits.ofBytes(1, 1),
            new NotedFailures(),
            () -> NOW);
    return JerseyServer.of(
        new BearerFilter(List.of((_, token) -> token.equals("agent"), new LogsAccess(tokens))),
        new Other(),
        new PrebuildLogsResource(logs));
  }

  @BeforeEach
  void trust() {
    tokens.trust(Optional.of(key(KEYS)));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void theAgentsTokenOpensEverything() throws Exception {
    assertThat(get("/v1/environments", "agent").body()).isEqualTo("other");
    assertOpen(get(LOGS, "agent"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?follow=true"})
  void aLogsTokenOpensTheLogsOfItsPrebuild(String query) throws Exception {
    assertOpen(get(LOGS + query, logsToken));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/environments",
        "/v1/environments/00000000-0000-0001-0000-000000000002",
        "/v1/environments/v1/prebuilds/00000000-0000-0001-0000-000000000002/logs",
        "/v1/prebuilds/00000000-0000-0001-0000-000000000003/logs",
        "/v1/prebuilds/nonsense/logs"
      })
  void aLogsTokenOpensNothingElse(String path) throws Exception {
    assertClosed(get(path, logsToken));
  }

  @Test
  void aLogsTokenMakesNoClaim() throws Exception {
    assertClosed(
        http.send(
            request("/v1/environments", logsToken).POST(BodyPublishers.ofString("{}")).build(),
            BodyHandlers.ofString()));
  }

  @Test
  void aLogsTokenCountsForNothingWithoutItsKey() throws Exception {
    tokens.trust(Optional.empty());
    assertClosed(get(LOGS, logsToken));
    tokens.trust(Optional.of(key(LogsKeyPair.generate())));
    assertClosed(get(LOGS, logsToken));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "wrong", "a.b.c"})
  void otherTokensOpenNothing(String token) throws Exception {
    assertClosed(get("/v1/environments", token));
    assertClosed(get(LOGS, token));
  }

  private static LogsTokenKey key(LogsKeyPair keys) {
    return new LogsTokenKey(ByteString.copyFrom(keys.publicKey()));
  }

  private HttpRequest.Builder request(String path, String token) {
    return HttpRequest.newBuilder(server.uri().resolve(path))
        .header("Authorization", "Bearer " + token);
  }

  private HttpResponse<String> get(String path, String token) throws Exception {
    return http.send(request(path, token).build(), BodyHandlers.ofString());
  }

  private static void assertOpen(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(404);
    assertThat(response.body()).contains("no-log");
  }

  private static void assertClosed(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(401);
    assertThat(response.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
  }
}
