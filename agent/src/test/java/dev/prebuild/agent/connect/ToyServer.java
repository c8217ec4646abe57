package dev.prebuild.agent.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.config.wire.gitpod.v1.CreatePrebuildRequest;
import dev.prebuild.config.wire.gitpod.v1.GetPrebuildRequest;
import dev.prebuild.config.wire.gitpod.v1.GetPrebuildResponse;
import dev.prebuild.config.wire.gitpod.v1.GetWarmPoolRequest;
import dev.prebuild.config.wire.gitpod.v1.GetWarmPoolResponse;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.PrebuildProto;
import dev.prebuild.config.wire.gitpod.v1.UpdateWarmPoolRequest;
import dev.prebuild.config.wire.gitpod.v1.UpdateWarmPoolResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The protocol on a real server, with a few toy methods: GetPrebuild echoes the id it is asked for,
 * CreatePrebuild refuses, GetWarmPool breaks, UpdateWarmPool takes a minute of the server's clock.
 */
final class ToyServer implements AutoCloseable {
  static final String SERVICE = "/gitpod.v1.PrebuildService/";
  static final int MAX_BODY = 100_000;
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final HttpClient http = ConnectClient.http(Duration.ofSeconds(5));
  private final AtomicReference<Instant> clock = new AtomicReference<>(NOW);
  private final List<Deadline> deadlines = new CopyOnWriteArrayList<>();
  private final BlockingQueue<String> observed = new LinkedBlockingQueue<>();
  private final TestServer server = start();

  private TestServer start() {
    ConnectService<String> service =
        ConnectService.builder(
                PrebuildProto.getDescriptor().findServiceByName("PrebuildService"),
                (String caller) -> !caller.equals("stranger"))
            .method("GetPrebuild", GetPrebuildRequest.getDefaultInstance(), this::echo)
            .method("GetWarmPool", GetWarmPoolRequest.getDefaultInstance(), ToyServer::fail)
            .method("UpdateWarmPool", UpdateWarmPoolRequest.getDefaultInstance(), this::takeAMinute)
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
            MAX_BODY,
            clock::get,
            (procedure, refusal, elapsed) -> {
              assertThat(elapsed).isPositive();
              observed.add(procedure + " " + refusal.map(ConnectCode::wireName).orElse("ok"));
            });
    return new TestServer(servlet, List.of("/gitpod.v1.PrebuildService/*", "/api/*"));
  }

  private GetPrebuildResponse echo(Call<String> call, GetPrebuildRequest request) {
    deadlines.add(call.deadline());
    return GetPrebuildResponse.newBuilder()
        .setPrebuild(
            Prebuild.newBuilder()
                .setId(request.getPrebuildId() + call.query().getOrDefault("q", "")))
        .build();
  }

  private static GetWarmPoolResponse fail(Call<String> call, GetWarmPoolRequest request) {
    throw new IllegalStateException("secret detail of " + call.caller() + request);
  }

  private UpdateWarmPoolResponse takeAMinute(Call<String> call, UpdateWarmPoolRequest request) {
    deadlines.add(call.deadline());
    clock.updateAndGet(now -> now.plusSeconds(60));
    return UpdateWarmPoolResponse.getDefaultInstance();
  }

  /** Deadlines of the calls that have reached a handler. */
  List<Deadline> deadlines() {
    return deadlines;
  }

  /** What the observer hears next: procedure and code. It may hear after the client does. */
  String nextObserved() throws InterruptedException {
    return Objects.requireNonNull(observed.poll(30, TimeUnit.SECONDS), "nothing was observed");
  }

  Instant now() {
    return clock.get();
  }

  URI uri() {
    return server.uri();
  }

  int port() {
    return server.port();
  }

  HttpRequest.Builder request(String method, String contentType) {
    return HttpRequest.newBuilder(server.uri().resolve(SERVICE + method))
        .header("Authorization", "Bearer token")
        .header("Content-Type", contentType);
  }

  HttpResponse<byte[]> post(String method, String contentType, String body) throws Exception {
    return send(request(method, contentType).POST(BodyPublishers.ofString(body)));
  }

  HttpResponse<byte[]> post(String method, String contentType, byte[] body) throws Exception {
    return send(request(method, contentType).POST(BodyPublishers.ofByteArray(body)));
  }

  HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  /** The form of every refusal, whatever its reason. */
  static void assertError(HttpResponse<byte[]> response, int status, String code) {
    assertThat(response.statusCode()).as(text(response)).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(response.headers().firstValue("Content-Encoding")).isEmpty();
    assertThat(text(response))
        .startsWith("{\"code\":\"" + code + "\",\"message\":\"")
        .doesNotContain("Exception", "com.google", "com.fasterxml", "java.", "StreamRead");
  }

  @Override
  public void close() {
    server.close();
  }
}
