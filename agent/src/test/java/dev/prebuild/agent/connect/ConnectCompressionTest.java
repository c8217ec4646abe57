package dev.prebuild.agent.connect;

import static dev.prebuild.agent.connect.ToyServer.MAX_BODY;
import static dev.prebuild.agent.connect.ToyServer.assertError;
import static dev.prebuild.agent.connect.ToyServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.config.wire.gitpod.v1.GetPrebuildRequest;
import dev.prebuild.config.wire.gitpod.v1.GetPrebuildResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packed requests and answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectCompressionTest {
  private static final String LONG = "a".repeat(5_000);

  private final ToyServer server = new ToyServer();

  @AfterAll
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "GZIP", " gzip "})
  void readsAPackedRequest(String contentEncoding) throws Exception {
    HttpResponse<byte[]> response =
        server.send(packed(gzip("{\"prebuildId\":\"a\"}"), contentEncoding));

    assertThat(text(response)).isEqualTo("{\"prebuild\":{\"id\":\"a\"}}");
  }

  @Test
  void readsAPackedBinaryRequest() throws Exception {
    byte[] body = GetPrebuildRequest.newBuilder().setPrebuildId("b").build().toByteArray();

    HttpResponse<byte[]> response =
        server.send(
            server
                .request("GetPrebuild", "application/proto")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(Compression.GZIP.pack(body))));

    assertThat(GetPrebuildResponse.parseFrom(response.body()).getPrebuild().getId()).isEqualTo("b");
  }

  @Test
  void readsARequestThatSaysItIsNotPacked() throws Exception {
    byte[] body = "{\"prebuildId\":\"a\"}".getBytes(StandardCharsets.UTF_8);

    assertThat(server.send(packed(body, "identity")).statusCode()).isEqualTo(200);
  }

  /** What is empty is not unpacked, says the protocol. */
  @Test
  void takesNothingForAnEmptyMessage() throws Exception {
    assertThat(server.send(packed(new byte[0], "gzip")).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "zstd", "deflate", "gzip, gzip", "x"})
  void namesWhatItCanUnpack(String contentEncoding) throws Exception {
    HttpResponse<byte[]> response = server.send(packed(gzip("{}"), contentEncoding));

    assertError(response, 501, "unimplemented");
    assertThat(text(response)).contains("identity, gzip");
  }

  @Test
  void refusesWhatIsNotPackedAsItSays() throws Exception {
    byte[] whole = gzip("{\"prebuildId\":\"%s\"}".formatted(LONG));
    byte[] damaged = whole.clone();
    damaged[damaged.length - 5] ^= 1;

    for (byte[] broken :
        new byte[][] {{1, 2, 3}, {'{', '}'}, Arrays.copyOf(whole, whole.length / 2), damaged}) {
      assertError(server.send(packed(broken, "gzip")), 400, "invalid_argument");
    }
  }

  @Test
  void countsWhatIsUnpacked() throws Exception {
    assertError(
        server.send(packed(gzip(" ".repeat(MAX_BODY + 1)), "gzip")), 429, "resource_exhausted");
    assertThat(server.send(packed(gzip("{}" + " ".repeat(MAX_BODY - 2)), "gzip")).statusCode())
        .isEqualTo(200);
  }

  /** Sixty-four megabytes, unpacked, in less than the limit. */
  @Test
  void unpacksNoMoreThanTheLimit() throws Exception {
    byte[] bomb = Compression.GZIP.pack(new byte[64 << 20]);
    assertThat(bomb).hasSizeLessThan(MAX_BODY);

    assertError(server.send(packed(bomb, "gzip")), 429, "resource_exhausted");
    assertThat(Compression.GZIP.unpack(bomb, 10)).hasSize(11);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip | true",
        "GZip | true",
        "br, gzip | true",
        "br;q=1.0, gzip;q=0.5 | true",
        "gzip;q=0.001 | true",
        "* | true",
        "*;q=0, gzip | true",
        "gzip;q=0 | false",
        "gzip; q=0.000 | false",
        "gzip;q=0, * | false",
        "*;q=0 | false",
        "identity | false",
        "br | false",
        "gzipped | false",
        "'' | false",
      })
  void packsAnAnswerForThoseWhoTakeIt(String acceptEncoding, boolean isPacked) throws Exception {
    HttpResponse<byte[]> response =
        server.send(asking(LONG).header("Accept-Encoding", acceptEncoding));

    assertThat(response.headers().firstValue("Content-Encoding"))
        .isEqualTo(isPacked ? Optional.of("gzip") : Optional.empty());
    assertThat(response.headers().firstValue("Vary")).hasValue("Accept-Encoding");
    String text = isPacked ? unpacked(response) : text(response);
    assertThat(text).isEqualTo("{\"prebuild\":{\"id\":\"%s\"}}".formatted(LONG));
    assertThat(response.body().length < 1_000).isEqualTo(isPacked);
  }

  @Test
  void packsNothingUnasked() throws Exception {
    HttpResponse<byte[]> response = server.send(asking(LONG));

    assertThat(response.headers().firstValue("Content-Encoding")).isEmpty();
  }

  /** So the protocol has it: what a client sends, it can read. */
  @Test
  void answersAsItWasAsked() throws Exception {
    HttpResponse<byte[]> response =
        server.send(packed(gzip("{\"prebuildId\":\"%s\"}".formatted(LONG)), "gzip"));

    assertThat(response.headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(unpacked(response)).contains(LONG);
  }

  /** The answer's form takes 22 bytes beside the id. */
  @ParameterizedTest
  @CsvSource({"1023, false", "1024, true"})
  void packsNothingSmall(int size, boolean isPacked) throws Exception {
    HttpResponse<byte[]> response =
        server.send(asking("a".repeat(size - 22)).header("Accept-Encoding", "gzip"));

    assertThat(response.headers().firstValue("Content-Encoding").isPresent()).isEqualTo(isPacked);
    assertThat(response.headers().firstValue("Vary").isPresent()).isEqualTo(isPacked);
  }

  @Test
  void packsNoError() throws Exception {
    HttpResponse<byte[]> response =
        server.send(
            server
                .request("GetPrebuild", "application/json")
                .header("Accept-Encoding", "gzip")
                .POST(BodyPublishers.ofString("{\"prebuildId\":{\"%s\":1}}".formatted(LONG))));

    assertError(response, 400, "invalid_argument");
  }

  private HttpRequest.Builder asking(String id) {
    return server
        .request("GetPrebuild", "application/json")
        .POST(BodyPublishers.ofString("{\"prebuildId\":\"%s\"}".formatted(id)));
  }

  private HttpRequest.Builder packed(byte[] body, String contentEncoding) {
    return server
        .request("GetPrebuild", "application/json")
        .header("Content-Encoding", contentEncoding)
        .POST(BodyPublishers.ofByteArray(body));
  }

  private static byte[] gzip(String text) throws IOException {
    return Compression.GZIP.pack(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String unpacked(HttpResponse<byte[]> response) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
