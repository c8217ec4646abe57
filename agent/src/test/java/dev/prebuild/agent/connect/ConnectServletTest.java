package dev.prebuild.agent.connect;

import static dev.prebuild.agent.connect.ToyServer.assertError;
import static dev.prebuild.agent.connect.ToyServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.config.wire.gitpod.v1.GetPrebuildRequest;
import dev.prebuild.config.wire.gitpod.v1.GetPrebuildResponse;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is answered how: paths, verbs, headers, tokens. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectServletTest {
  private final ToyServer server = new ToyServer();

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
        server.post("GetPrebuild", contentType, "{\"prebuildId\":\"ü\",\"unknown\":[1]}");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(text(response)).isEqualTo("{\"prebuild\":{\"id\":\"ü\"}}");
  }

  @Test
  void answersBinary() throws Exception {
    byte[] body = GetPrebuildRequest.newBuilder().setPrebuildId("p").build().toByteArray();

    HttpResponse<byte[]> response =
        server.send(
            server
                .request("GetPrebuild", "application/proto")
                .POST(BodyPublishers.ofByteArray(body)));

    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/proto");
    assertThat(GetPrebuildResponse.parseFrom(response.body()).getPrebuild().getId()).isEqualTo("p");
  }

  @Test
  void standsBelowABasePathAndHandsTheQueryOn() throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                server.uri().resolve("/api" + ToyServer.SERVICE + "GetPrebuild?q=%20x&r"))
            .header("Authorization", "bearer token")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{}"));

    assertThat(text(server.send(request))).isEqualTo("{\"prebuild\":{\"id\":\" x\"}}");
  }

  @ParameterizedTest
  @CsvSource({
    "Nothing,        404, unimplemented",
    "GetPrebuild/x,  404, unimplemented",
    "CancelPrebuild, 501, unimplemented",
    "CreatePrebuild, 400, failed_precondition",
  })
  void refusesByMethod(String method, int status, String code) throws Exception {
    assertError(server.post(method, "application/json", "{}"), status, code);
  }

  @Test
  void escapesTheMessageOfAnError() throws Exception {
    assertThat(text(server.post("CreatePrebuild", "application/json", "{}")))
        .isEqualTo("{\"code\":\"failed_precondition\",\"message\":\"not \\\"now\\\"\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE", "HEAD", "TRACE"})
  void refusesOtherVerbs(String verb) throws Exception {
    HttpResponse<byte[]> response =
        server.send(
            server
                .request("GetPrebuild", "application/json")
                .method(verb, BodyPublishers.noBody()));

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).hasValue("POST");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/plain", "application/json; charset=latin1", "application/grpc", "nonsense"})
  void refusesOtherContentTypes(String contentType) throws Exception {
    assertError(server.post("GetPrebuild", contentType, "{}"), 415, "unknown");
  }

  @ParameterizedTest
  @CsvSource({
    "Connect-Protocol-Version, 2,    400, invalid_argument",
    "Connect-Protocol-Version, 1.0,  400, invalid_argument",
  })
  void refusesWhatItDoesNotSpeak(String header, String value, int status, String code)
      throws Exception {
    assertError(
        server.send(
            server
                .request("GetPrebuild", "application/json")
                .header(header, value)
                .POST(BodyPublishers.ofString("{}"))),
        status,
        code);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer wrong", "Bearer ", "Basic token", "token"})
  void wantsAToken(String authorization) throws Exception {
    HttpResponse<byte[]> response =
        server.send(
            HttpRequest.newBuilder(server.uri().resolve(ToyServer.SERVICE + "GetPrebuild"))
                .header("Authorization", authorization)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}")));

    assertError(response, 401, "unauthenticated");
    assertThat(response.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
  }

  @Test
  void admitsNoStranger() throws Exception {
    HttpResponse<byte[]> response =
        server.send(
            HttpRequest.newBuilder(server.uri().resolve(ToyServer.SERVICE + "GetPrebuild"))
                .header("Authorization", "Bearer stranger")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}")));

    assertError(response, 403, "permission_denied");
  }

  @Test
  void keepsTheReasonOfAFaultToItself() throws Exception {
    HttpResponse<byte[]> response = server.post("GetWarmPool", "application/json", "{}");

    assertError(response, 500, "internal");
    assertThat(text(response)).contains("incident").doesNotContain("secret");
  }
}
