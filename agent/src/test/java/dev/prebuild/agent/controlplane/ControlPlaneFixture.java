package dev.prebuild.agent.controlplane;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import dev.prebuild.agent.connect.ConnectClient;
import dev.prebuild.agent.connect.TestServer;
import dev.prebuild.config.settings.DatabaseSettings;
import dev.prebuild.config.settings.StandaloneSettings;
import dev.prebuild.config.wire.gitpod.v1.PrebuildProto;
import dev.prebuild.config.wire.runner.v1.HostState;
import dev.prebuild.config.wire.runner.v1.RunnerProto;
import java.io.IOException;
import java.net.URI;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** A control plane on a real server, its clock, and its callers. */
final class ControlPlaneFixture implements AutoCloseable {
  static final String HOST = "host";
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456789Z");

  private static final int MAX_BODY = 1 << 20;
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** Has room for all that a test may come up with. */
  private static final HostState ROOMY =
      HostState.newBuilder().setPrebuildCapacity(10_000).setInstanceCapacity(10_000).build();

  private final HttpClient http = ConnectClient.http(TIMEOUT);
  private final List<String> changes = new CopyOnWriteArrayList<>();
  private final MovableClock clock = new MovableClock(NOW);
  private final EmbeddedControlPlane controlPlane;
  private final TestServer server;

  /**
   * How a control plane is set up.
   *
   * @param folder of its state
   * @param port of its server; any that is free if 0
   */
  record Setup(Path folder, StandaloneSettings settings, int port) {

    Setup changed(UnaryOperator<StandaloneSettings> change) {
      return new Setup(folder, change.apply(settings), port);
    }

    /** With its state elsewhere than in a file of the folder. */
    Setup on(Optional<DatabaseSettings> database) {
      return changed(before -> TestCatalog.in(database, before));
    }

    Setup at(int otherPort) {
      return new Setup(folder, settings, otherPort);
    }

    /** Opens it, with a host that work can be leased to. */
    ControlPlaneFixture open() throws IOException, InterruptedException {
      Files.writeString(folder.resolve("credentials"), "user:pass:word\n");
      ControlPlaneFixture plane = new ControlPlaneFixture(this);
      plane.host().sync();
      return plane;
    }
  }

  private ControlPlaneFixture(Setup setup) {
    controlPlane =
        EmbeddedControlPlane.open(
            setup.settings(),
            new EmbeddedControlPlane.Place(TestCatalog.RUNNER, HOST, setup.folder()),
            clock,
            MAX_BODY,
            (_, _, _) -> {},
            (_, deed, id) -> changes.add(deed + " " + id));
    server =
        new TestServer(controlPlane.servlet(), controlPlane.servlet().mappings(), setup.port());
  }

  static Setup in(Path folder) {
    return new Setup(folder, TestCatalog.settings(folder), 0);
  }

  EmbeddedControlPlane controlPlane() {
    return controlPlane;
  }

  MovableClock clock() {
    return clock;
  }

  /** What users have changed, as it was told. */
  List<String> changes() {
    return changes;
  }

  URI uri() {
    return server.uri();
  }

  TestUser user() {
    return user(Who.USER);
  }

  TestUser user(Who who) {
    return new TestUser(this, who);
  }

  TestHost host() {
    return host(HOST, ROOMY);
  }

  /** A host of the control plane's own runner. */
  TestHost host(String name, HostState state) {
    return new TestHost(this, Who.RUNNER, TestCatalog.RUNNER, name, state);
  }

  /** A host of the other runner. */
  TestHost farHost() {
    return new TestHost(this, Who.OTHER_RUNNER, TestCatalog.OTHER_RUNNER, "far", ROOMY);
  }

  String token(Who who) throws IOException {
    return Files.readString(who.tokenFile(controlPlane)).strip();
  }

  /** The method of that name in either of the services. */
  static MethodDescriptor method(String name) {
    return List.of(PrebuildProto.getDescriptor(), RunnerProto.getDescriptor()).stream()
        .flatMap(file -> file.getServices().stream())
        .map(ServiceDescriptor::getMethods)
        .flatMap(List::stream)
        .filter(method -> method.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Where a method is called. */
  static String path(MethodDescriptor method) {
    return "/%s/%s".formatted(method.getService().getFullName(), method.getName());
  }

  /** Makes a call as an agent does. */
  <S extends Message> S call(Who who, String method, Message request, S prototype)
      throws InterruptedException {
    return new ConnectClient(http, server.uri(), who.tokenFile(controlPlane))
        .call(method(method), request, prototype, TIMEOUT);
  }

  /** Calls a method with a JSON body as it stands, in the name of the user. */
  HttpResponse<String> json(String methodAndQuery, String body) throws Exception {
    return json("gitpod.v1.PrebuildService/" + methodAndQuery, body, token(Who.USER));
  }

  HttpResponse<String> json(String path, String body, String token) throws Exception {
    return http.send(
        HttpRequest.newBuilder(uri().resolve("/" + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  /** Sends a request that has its headers already. */
  HttpResponse<byte[]> post(String pathAndQuery, HttpRequest.Builder request, byte[] body)
      throws IOException, InterruptedException {
    return http.send(
        request.uri(uri().resolve(pathAndQuery)).POST(BodyPublishers.ofByteArray(body)).build(),
        BodyHandlers.ofByteArray());
  }

  @Override
  public void close() {
    controlPlane.releaseLongPolls();
    server.close();
    controlPlane.close();
  }
}
