package dev.prebuild.agent.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Message;
import dev.prebuild.agent.connect.ConnectClient;
import dev.prebuild.agent.connect.ConnectCode;
import dev.prebuild.config.wire.gitpod.v1.PrebuildProto;
import dev.prebuild.config.wire.runner.v1.RunnerProto;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is posted to the control plane, it is answered, and never by a failure of its own.
 * {@code -Dfuzz.seed=N} replays a run, {@code -Dfuzz.cases=N} makes it longer.
 */
class FuzzedBodiesTest {
  private static final int CASES = 2_000;

  /** Of HTTP rather than of the call: no such verb, no such content type. */
  private static final List<Integer> OTHER_STATUSES = List.of(405, 415);

  private final long seed =
      Optional.ofNullable(Long.getLong("fuzz.seed")).orElseGet(() -> new Random().nextLong());
  private final Random random = new Random(seed);
  private final HttpClient http = ConnectClient.http(Duration.ofSeconds(10));
  private final JsonMapper json = new JsonMapper();
  private final List<MethodDescriptor> methods =
      Stream.of(
              PrebuildProto.getDescriptor().findServiceByName("PrebuildService"),
              RunnerProto.getDescriptor().findServiceByName("RunnerService"))
          .flatMap(service -> Objects.requireNonNull(service).getMethods().stream())
          .toList();

  @TempDir Path folder;

  @Test
  void everythingIsAnswered() throws Exception {
    int cases = Integer.getInteger("fuzz.cases", CASES);
    Map<Integer, Integer> statuses = new TreeMap<>();
    try (ControlPlaneFixture fixture = ControlPlaneFixture.in(folder).open()) {
      List<String> tokens = List.of(fixture.token(Who.USER), fixture.token(Who.RUNNER));
      BodyFuzz fuzz = new BodyFuzz(random, known(fixture));
      for (int i = 0; i < cases; i++) {
        MethodDescriptor method = fuzz.pick(methods);
        boolean isBinary = random.nextBoolean();
        byte[] body = body(fuzz, method, isBinary);
        HttpResponse<byte[]> answer =
            http.send(request(fixture, method, isBinary, body, tokens), BodyHandlers.ofByteArray());
        check("fuzz.seed=%d, case %d, %s".formatted(seed, i, method.getName()), body, answer);
        statuses.merge(answer.statusCode(), 1, Integer::sum);
      }
    }
    System.out.printf("fuzz: seed %d, %,d bodies, answers by status: %s%n", seed, cases, statuses);
    assertThat(statuses).as("some reach the end").containsKeys(200, 400);
  }

  private static Map<String, String> known(ControlPlaneFixture fixture) throws Exception {
    return Map.of(
        "project_id", TestCatalog.PROJECT.toString(),
        "environment_class_id", TestCatalog.SMALL.toString(),
        "runner_id", TestCatalog.RUNNER.toString(),
        "prebuild_id",
            fixture.user().createPrebuild(TestCatalog.PROJECT, TestCatalog.SMALL).getId(),
        "warm_pool_id", fixture.user().createPool(TestCatalog.PROJECT, TestCatalog.LARGE).getId());
  }

  private byte[] body(BodyFuzz fuzz, MethodDescriptor method, boolean isBinary) throws Exception {
    if (random.nextInt(20) == 0) {
      return fuzz.garbage();
    }
    Message message = fuzz.message(method.getInputType(), !isBinary);
    return isBinary ? fuzz.binary(message) : fuzz.json(message);
  }

  private HttpRequest request(
      ControlPlaneFixture fixture,
      MethodDescriptor method,
      boolean isBinary,
      byte[] body,
      List<String> tokens)
      throws IOException {
    String service = method.getService().getFullName();
    String own = tokens.get(service.startsWith("gitpod.") ? 0 : 1);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(fixture.uri().resolve("/" + service + "/" + method.getName()))
            .header("Authorization", "Bearer " + mostly(own, "wrong", tokens.getFirst()))
            .header(
                "Content-Type",
                isBinary
                    ? mostly("application/proto", "application/json", "text/plain")
                    : mostly("application/json", "application/proto", "application/json;x"));
    if (random.nextInt(4) == 0) {
      request.header("Connect-Protocol-Version", mostly("1", "2", ""));
    }
    if (random.nextInt(4) == 0) {
      request.header("Accept-Encoding", mostly("gzip", "br;q=1, *;q=0", ";;q=,"));
    }
    // A long poll without an end of its own would hold everything up.
    if (method.getName().equals("Sync") || random.nextInt(4) == 0) {
      request.header("Connect-Timeout-Ms", mostly("5", "0", "-1"));
    }
    String contentEncoding = random.nextInt(3) == 0 ? mostly("gzip", "identity", "br") : "";
    if (!contentEncoding.isEmpty()) {
      request.header("Content-Encoding", contentEncoding);
    }
    boolean isPacked = contentEncoding.equals("gzip") && random.nextInt(10) > 0;
    return request.POST(BodyPublishers.ofByteArray(isPacked ? gzip(body) : body)).build();
  }

  /** The first in nine cases of ten. */
  private String mostly(String usual, String... others) {
    return random.nextInt(10) > 0 ? usual : others[random.nextInt(others.length)];
  }

  private static byte[] gzip(byte[] body) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(body);
    }
    return packed.toByteArray();
  }

  private void check(String name, byte[] body, HttpResponse<byte[]> answer) throws IOException {
    if (answer.statusCode() == 200) {
      return;
    }
    String text = new String(answer.body(), StandardCharsets.UTF_8);
    Supplier<String> details =
        () -> "%s%nbody %s%nanswer %s".formatted(name, HexFormat.of().formatHex(body), text);
    assertThat(answer.headers().firstValue("Content-Type"))
        .as(details)
        .hasValue("application/json");
    JsonNode error = json.readTree(text);
    ConnectCode code = ConnectCode.ofWireName(error.path("code").asText()).orElseThrow();
    assertThat(answer.statusCode()).as(details).isNotEqualTo(500);
    if (!OTHER_STATUSES.contains(answer.statusCode())) {
      assertThat(answer.statusCode()).as(details).isEqualTo(code.httpStatus());
    }
    assertThat(error.path("message").asText())
        .as(details)
        .isNotBlank()
        .doesNotContain("Exception", "\tat ", "com.google", "com.fasterxml", "java.", "org.");
  }
}
