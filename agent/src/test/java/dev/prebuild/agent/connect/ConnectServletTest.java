package dev.prebuild.agent.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.config.wire.gitpod.v1.CreatePrebuildRequest;
import dev.prebuild.config.wire.gitpod.v1.GetPrebuildRequest;
import dev.prebuild.config.wire.gitpod.v1.GetPrebuildResponse;
import dev.prebuild.config.wire.gitpod.v1.GetWarmPoolRequest;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.PrebuildProto;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol over a real server, with a service of three toy methods. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectServletTest {
  private static final String SERVICE = "/gitpod.v1.PrebuildService/";
  private static final int MAX_BODY = 100_000;

  private final HttpClient http = ConnectClient.http(Duration.ofSeconds(5));
  private final TestServer server = start();

  private static TestServer start() {
    ConnectService<String> service =
        ConnectService.builder(
                PrebuildProto.getDescriptor().findServiceByName("PrebuildService"),
                (String caller) -> !caller.equals("stranger"))
            .method(
                "GetPrebuild",
                GetPrebuildRequest.getDefaultInstance(),
                (call, request) ->
                    GetPrebuildResponse.newBuilder()
                        .setPrebuild(
                            Prebuild.newBuilder()
                                .setId(
                                    request.getPrebuildId() + call.query().getOrDefault("q", "")))
                        .build())
            .method(
                "GetWarmPool",
                GetWarmPoolRequest.getDefaultInstance(),
                (_, _) -> {
                  throw new IllegalStateException("secret detail");
                })
            .method(
                "CreatePrebuild",
                CreatePrebuildRequest.getDefaultInstance(),
                (_, _) -> {
                  throw new ConnectException(ConnectCode.FAILED_PRECONDITION, "not \"now\"");
                })
            .build();
    ConnectServlet<String> servlet =
        new ConnectServlet<>(
            List.of(service),
            token ->
                token.isEmpty() || token.equals("wrong") ? Optional.empty() : Optional.of(token),
            MAX_BODY);
    return new TestServer(servlet, List.of("/gitpod.v1.PrebuildService/*", "/api/*"));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=utf-8",
        "application/json;charset=\"UTF-8\"",
        "Application/JSON"
      })
  void answersJson(String contentType) throws Exception {
    HttpResponse<byte[]> response =
        post("GetPrebuild", contentType, "{\"prebuildId\":\"ü\",\"unknown\":[1]}");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(text(response)).isEqualTo("{\"prebuild\":{\"id\":\"ü\"}}");
  }

  @Test
  void answersBinary() throws Exception {
    byte[] body = GetPrebuildRequest.newBuilder().setPrebuildId("p").build().toByteArray();

    HttpResponse<byte[]> response =
        send(request("GetPrebuild", "application/proto").POST(BodyPublishers.ofByteArray(body)));

    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/proto");
    assertThat(GetPrebuildResponse.parseFrom(response.body()).getPrebuild().getId()).isEqualTo("p");
  }

  @Test
  void standsBelowABasePathAndHandsTheQueryOn() throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.uri().resolve("/api" + SERVICE + "GetPrebuild?q=%20x&r"))
            .header("Authorization", "bearer token")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{}"));

    assertThat(text(send(request))).isEqualTo("{\"prebuild\":{\"id\":\" x\"}}");
  }

  @ParameterizedTest
  @CsvSource({
    "Nothing,        404, unimplemented",
    "GetPrebuild/x,  404, unimplemented",
    "CancelPrebuild, 501, unimplemented",
    "CreatePrebuild, 400, failed_precondition",
  })
  void refusesByMethod(String method, int status, String code) throws Exception {
    assertError(post(method, "application/json", "{}"), status, code);
  }

  @Test
  void escapesTheMessageOfAnError() throws Exception {
    assertThat(text(post("CreatePrebuild", "application/json", "{}")))
        .isEqualTo("{\"code\":\"failed_precondition\",\"message\":\"not \\\"now\\\"\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE", "HEAD", "TRACE"})
  void refusesOtherVerbs(String verb) throws Exception {
    HttpResponse<byte[]> response =
        send(request("GetPrebuild", "application/json").method(verb, BodyPublishers.noBody()));

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).hasValue("POST");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/plain", "application/json; charset=latin1", "application/grpc", "nonsense"})
  void refusesOtherContentTypes(String contentType) throws Exception {
    assertError(post("GetPrebuild", contentType, "{}"), 415, "unknown");
  }

  @ParameterizedTest
  @CsvSource({
    "Connect-Protocol-Version, 2,    400, invalid_argument",
    "Content-Encoding,         gzip, 501, unimplemented",
  })
  void refusesWhatItDoesNotSpeak(String header, String value, int status, String code)
      throws Exception {
    assertError(
        send(
            request("GetPrebuild", "application/json")
                .header(header, value)
                .POST(BodyPublishers.ofString("{}"))),
        status,
        code);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer wrong", "Bearer ", "Basic token", "token"})
  void wantsAToken(String authorization) throws Exception {
    HttpResponse<byte[]> response =
        send(
            HttpRequest.newBuilder(server.uri().resolve(SERVICE + "GetPrebuild"))
                .header("Authorization", authorization)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}")));

    assertError(response, 401, "unauthenticated");
    assertThat(response.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
  }

  @Test
  void admitsNoStranger() throws Exception {
    HttpResponse<byte[]> response =
        send(
            HttpRequest.newBuilder(server.uri().resolve(SERVICE + "GetPrebuild"))
                .header("Authorization", "Bearer stranger")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}")));

    assertError(response, 403, "permission_denied");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "[]",
        "null",
        "3",
        "{",
        "{\"prebuildId\":{}}",
        "{\"prebuildId\":\"\\ud800\""
      })
  void refusesBodiesThatAreNotTheMessage(String body) throws Exception {
    assertError(post("GetPrebuild", "application/json", body), 400, "invalid_argument");
  }

  @Test
  void neverFailsOverGarbage() throws Exception {
    Random random = new Random(7);
    for (int i = 0; i < 300; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      for (String type : List.of("application/json", "application/proto")) {
        HttpResponse<byte[]> response =
            send(request("GetPrebuild", type).POST(BodyPublishers.ofByteArray(bytes)));
        assertThat(response.statusCode()).as("garbage %d as %s", i, type).isIn(200, 400);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":", "{\"prebuildId\":["})
  void neverFailsOverDeepNesting(String opening) throws Exception {
    String body = opening.repeat(MAX_BODY / opening.length());

    assertError(post("GetPrebuild", "application/json", body), 400, "invalid_argument");
  }

  @Test
  void limitsBodiesOfKnownAndOfUnknownLength() throws Exception {
    byte[] large = new byte[MAX_BODY + 1];

    assertError(
        send(request("GetPrebuild", "application/json").POST(BodyPublishers.ofByteArray(large))),
        429,
        "resource_exhausted");
    assertError(
        send(
            request("GetPrebuild", "application/json")
                .POST(BodyPublishers.ofByteArrays(List.of(large)))),
        429,
        "resource_exhausted");
  }

  @Test
  void keepsTheReasonOfAFaultToItself() throws Exception {
    HttpResponse<byte[]> response = post("GetWarmPool", "application/json", "{}");

    assertError(response, 500, "internal");
    assertThat(text(response)).contains("incident").doesNotContain("secret");
  }

  private static void assertError(HttpResponse<byte[]> response, int status, String code) {
    assertThat(response.statusCode()).as(text(response)).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(text(response)).startsWith("{\"code\":\"" + code + "\",\"message\":\"");
  }

  private HttpResponse<byte[]> post(String method, String contentType, String body)
      throws Exception {
    return send(request(method, contentType).POST(BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String method, String contentType) {
    return HttpRequest.newBuilder(server.uri().resolve(SERVICE + method))
        .header("Authorization", "Bearer token")
        .header("Content-Type", contentType);
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }
}
