package dev.prebuild.agent.connect;

import static dev.prebuild.agent.connect.ToyServer.MAX_BODY;
import static dev.prebuild.agent.connect.ToyServer.assertError;
import static dev.prebuild.agent.connect.ToyServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes for a message, and how what does not is refused. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectBodyTest {
  private final ToyServer server = new ToyServer();

  @AfterAll
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "[]",
        "null",
        "3",
        "\"prebuildId\"",
        "{",
        "{}{}",
        "{} x",
        "{\"prebuildId\":\"a\",}",
        "{'prebuildId':'a'}",
        "{prebuildId:\"a\"}",
        "{\"prebuildId\":\"a\" /* why */}",
        "{\"prebuildId\":{}}",
        "{\"prebuildId\":\"\t\"}",
        "{\"prebuildId\":\"a\",\"prebuildId\":\"b\"}",
        "{\"prebuildId\":\"a\",\"prebuild_id\":\"b\"}",
        "{\"unknown\":1,\"unknown\":2}",
        "{\"unknown\":NaN}",
        "{\"unknown\":01}",
        "{\"unknown\":.5}",
        "{\"unknown\":+1}",
        "{\"unknown\":tRUE}",
        "{\"prebuildId\":\"\\ud800\"}",
        "{\"\\udc00\":\"a\"}",
        "{\"prebuildId\":\"\\x\"}",
        " "
      })
  void refusesJsonThatIsNotTheMessage(String body) throws Exception {
    assertError(server.post("GetPrebuild", "application/json", body), 400, "invalid_argument");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spec | 3",
        "spec | []",
        "spec | \"x\"",
        "spec | {\"timeout\":3}",
        "spec | {\"timeout\":\"s\"}",
        "spec | {\"timeout\":\"1e999999999s\"}",
        "spec | {\"timeout\":{}}",
        "spec | {\"specVersion\":-1}",
        "spec | {\"specVersion\":1.5}",
        "spec | {\"specVersion\":\"NaN\"}",
        "spec | {\"specVersion\":true}",
        "spec | {\"specVersion\":1e999999999}",
        "spec | {\"specVersion\":\"1e999999999\"}",
        "spec | {\"specVersion\":1e-999999999}",
        "spec | {\"desiredPhase\":[]}",
        "spec | {\"desiredPhase\":{}}",
        "projectId | {\"a\":1}",
      })
  void refusesValuesOfTheWrongKind(String field, String value) throws Exception {
    HttpResponse<byte[]> response =
        server.post("CreatePrebuild", "application/json", "{\"%s\":%s}".formatted(field, value));

    assertError(response, 400, "invalid_argument");
    assertThat(text(response)).contains("the body is not a CreatePrebuildRequest");
  }

  /** Clients may be newer than the server; so the mapping of protobuf to JSON has it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"prebuildId\":\"a\",\"unknown\":{\"b\":[1,null,{}]}}",
        "{\"prebuild_id\":\"a\",\"unknown\":1e999999999}",
        " {\"prebuildId\":\"\\u0061\"}\n"
      })
  void passesOverWhatItDoesNotKnow(String body) throws Exception {
    assertThat(text(server.post("GetPrebuild", "application/json", body)))
        .isEqualTo("{\"prebuild\":{\"id\":\"a\"}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "application/proto"})
  void takesNothingForAnEmptyMessage(String contentType) throws Exception {
    HttpResponse<byte[]> response = server.post("GetPrebuild", contentType, "");

    assertThat(response.statusCode()).isEqualTo(200);
  }

  @Test
  void saysWhereTheJsonBreaks() throws Exception {
    assertThat(text(server.post("GetPrebuild", "application/json", "{\n  \"a\": b\n}")))
        .contains("GetPrebuildRequest", "line 2, column ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ff", "7b2270726562756964496422 3a22c3227d", "efbbbf7b7d", "7b007d00"})
  void refusesJsonThatIsNotUtf8(String hex) throws Exception {
    byte[] body = HexFormat.of().parseHex(hex.replace(" ", ""));

    assertError(server.post("GetPrebuild", "application/json", body), 400, "invalid_argument");
  }

  /** Truncated, field number 0, groups without end or beginning, text that is not UTF-8. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0a",
        "0a05",
        "0affffffff0f",
        "00",
        "0100",
        "0b",
        "0c",
        "1b",
        "0a02c328",
        "0e",
        "ff"
      })
  void refusesBinaryThatIsNotTheMessage(String hex) throws Exception {
    byte[] body = HexFormat.of().parseHex(hex);

    assertError(server.post("GetPrebuild", "application/proto", body), 400, "invalid_argument");
  }

  @Test
  void neverFailsOverGarbage() throws Exception {
    Random random = new Random(7);
    for (int i = 0; i < 300; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      for (String type : List.of("application/json", "application/proto")) {
        HttpResponse<byte[]> response = server.post("GetPrebuild", type, bytes);
        assertThat(response.statusCode()).as("garbage %d as %s", i, type).isIn(200, 400);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":", "{\"prebuildId\":[", "{\"spec\":", "{\"a\":[{\"b\":"})
  void neverFailsOverDeepNesting(String opening) throws Exception {
    String body = opening.repeat(MAX_BODY / opening.length());

    assertError(server.post("GetPrebuild", "application/json", body), 400, "invalid_argument");
  }

  /** Also where nobody looks, and with all ends in place. */
  @ParameterizedTest
  @CsvSource({"99, 200", "100, 400", "40000, 400"})
  void limitsTheDepthOfWhatItDoesNotKnow(int depth, int status) throws Exception {
    String body = "{\"unknown\":%s%s}".formatted("[".repeat(depth), "]".repeat(depth));

    assertThat(server.post("GetPrebuild", "application/json", body).statusCode()).isEqualTo(status);
  }

  /** A group in a group, and so on: unknown fields, but skipped level by level. */
  @Test
  void neverFailsOverDeepGroups() throws Exception {
    byte[] groups = HexFormat.of().parseHex("7b".repeat(MAX_BODY / 2));

    assertError(server.post("GetPrebuild", "application/proto", groups), 400, "invalid_argument");
  }

  @Test
  void neverFailsOverLongNumbers() throws Exception {
    String body = "{\"spec\":{\"specVersion\":%s}}".formatted("9".repeat(MAX_BODY - 100));

    assertError(server.post("CreatePrebuild", "application/json", body), 400, "invalid_argument");
  }

  @Test
  void limitsBodiesOfKnownAndOfUnknownLength() throws Exception {
    byte[] large = new byte[MAX_BODY + 1];

    assertError(server.post("GetPrebuild", "application/json", large), 429, "resource_exhausted");
    assertError(
        server.send(
            server
                .request("GetPrebuild", "application/json")
                .POST(BodyPublishers.ofByteArrays(List.of(large)))),
        429,
        "resource_exhausted");
  }

  /** Less than was announced; chunks whose length is no number. */
  @ParameterizedTest
  @ValueSource(
      strings = {"Content-Length: 50\r\n\r\n{}", "Transfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n"})
  void neverFailsOverBodiesThatBreakOff(String rest) throws Exception {
    String answer =
        raw(
            "POST %sGetPrebuild HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer token\r\nContent-Type: application/json\r\n%s"
                .formatted(ToyServer.SERVICE, rest));

    assertThat(answer).startsWith("HTTP/1.1 400 ").doesNotContain("Exception", "\tat ");
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        OutputStream out = socket.getOutputStream();
        InputStream in = socket.getInputStream()) {
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      socket.shutdownOutput();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
