package dev.prebuild.agent.controlplane;

import com.google.protobuf.Message;
import dev.prebuild.agent.connect.ConnectClient;
import dev.prebuild.agent.connect.TestServer;
import dev.prebuild.config.settings.StandaloneSettings;
import dev.prebuild.config.settings.StandaloneSettings.ClassSettings;
import dev.prebuild.config.settings.StandaloneSettings.ProjectSettings;
import dev.prebuild.config.settings.StandaloneSettings.Scope;
import dev.prebuild.config.settings.StandaloneSettings.TaskSettings;
import dev.prebuild.config.settings.StandaloneSettings.TokenSettings;
import dev.prebuild.config.wire.gitpod.v1.CreatePrebuildRequest;
import dev.prebuild.config.wire.gitpod.v1.CreatePrebuildResponse;
import dev.prebuild.config.wire.gitpod.v1.CreateWarmPoolRequest;
import dev.prebuild.config.wire.gitpod.v1.CreateWarmPoolResponse;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.PrebuildProto;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import dev.prebuild.config.wire.runner.v1.HostState;
import dev.prebuild.config.wire.runner.v1.ReportPrebuildStatusRequest;
import dev.prebuild.config.wire.runner.v1.ReportPrebuildStatusResponse;
import dev.prebuild.config.wire.runner.v1.RunnerProto;
import dev.prebuild.config.wire.runner.v1.SyncRequest;
import dev.prebuild.config.wire.runner.v1.SyncResponse;
import io.dropwizard.util.DataSize;
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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A control plane on a real server, and short ways to call it. */
final class ControlPlaneFixture implements AutoCloseable {
  static final UUID ORGANIZATION = UUID.fromString("00000000-0000-4000-8000-000000000001");
  static final UUID RUNNER = UUID.fromString("00000000-0000-4000-8000-000000000002");
  static final UUID PROJECT = UUID.fromString("00000000-0000-4000-8000-00000000000a");
  static final UUID OTHER_PROJECT = UUID.fromString("00000000-0000-4000-8000-00000000000b");
  static final UUID SMALL = UUID.fromString("00000000-0000-4000-8000-0000000000c1");
  static final UUID LARGE = UUID.fromString("00000000-0000-4000-8000-0000000000c2");

  /** Listed, but no project has prebuilds for it. */
  static final UUID UNUSED = UUID.fromString("00000000-0000-4000-8000-0000000000c3");

  static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456789Z");
  private static final int MAX_BODY = 1 << 20;
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  static final String HOST = "host";

  private final HttpClient http = ConnectClient.http(TIMEOUT);
  private final EmbeddedControlPlane controlPlane;
  private final TestServer server;
  private final String userToken;

  ControlPlaneFixture(Path folder) throws Exception {
    this(folder, 0);
  }

  ControlPlaneFixture(Path folder, int port) throws Exception {
    this(settings(folder), folder, port);
  }

  ControlPlaneFixture(StandaloneSettings settings, Path folder, int port) throws Exception {
    controlPlane =
        EmbeddedControlPlane.open(
            settings, new EmbeddedControlPlane.Place(RUNNER, HOST, folder), () -> NOW, MAX_BODY);
    server = new TestServer(controlPlane.servlet(), controlPlane.servlet().mappings(), port);
    userToken = Files.readString(controlPlane.tokenFile("user")).strip();
    // From here on there is a host that work can be leased to.
    sync(0, 0);
  }

  static StandaloneSettings settings(Path folder) {
    return new StandaloneSettings(
        ORGANIZATION,
        List.of(
            new ClassSettings(
                SMALL,
                "small",
                "debian:13",
                Optional.of(1.5),
                Optional.of(DataSize.mebibytes(512)),
                Optional.empty()),
            environmentClass(LARGE, "large"),
            environmentClass(UNUSED, "unused")),
        List.of(
            new ProjectSettings(
                PROJECT,
                "project",
                "https://git.example/project.git",
                Optional.of("main"),
                Optional.of(folder.resolve("credentials")),
                SMALL,
                Set.of(SMALL, LARGE),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(new TaskSettings("build", "make"), new TaskSettings("test", "make test"))),
            new ProjectSettings(
                OTHER_PROJECT,
                "other",
                "https://git.example/other.git",
                Optional.empty(),
                Optional.empty(),
                LARGE,
                Set.of(LARGE),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of())),
        List.of(
            new TokenSettings(
                "user", Scope.USER, Optional.empty(), Optional.empty(), Optional.empty())),
        io.dropwizard.util.Duration.minutes(3),
        io.dropwizard.util.Duration.days(7),
        Optional.empty());
  }

  private static ClassSettings environmentClass(UUID id, String name) {
    return new ClassSettings(
        id, name, "debian:13", Optional.empty(), Optional.empty(), Optional.empty());
  }

  EmbeddedControlPlane controlPlane() {
    return controlPlane;
  }

  URI uri() {
    return server.uri();
  }

  HttpResponse<String> json(String method, String body) throws Exception {
    return json("gitpod.v1.PrebuildService/" + method, body, userToken);
  }

  HttpResponse<String> json(String path, String body, String token) throws Exception {
    return http.send(
        HttpRequest.newBuilder(server.uri().resolve("/" + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  <S extends Message> S user(String method, Message request, S prototype)
      throws InterruptedException {
    var service =
        Objects.requireNonNull(PrebuildProto.getDescriptor().findServiceByName("PrebuildService"));
    return new ConnectClient(http, server.uri(), controlPlane.tokenFile("user"))
        .call(
            Objects.requireNonNull(service.findMethodByName(method)), request, prototype, TIMEOUT);
  }

  <S extends Message> S runner(String method, Message request, S prototype)
      throws InterruptedException {
    var service =
        Objects.requireNonNull(RunnerProto.getDescriptor().findServiceByName("RunnerService"));
    return new ConnectClient(http, server.uri(), controlPlane.runnerTokenFile())
        .call(
            Objects.requireNonNull(service.findMethodByName(method)), request, prototype, TIMEOUT);
  }

  Prebuild createPrebuild(UUID project, UUID environmentClass) throws InterruptedException {
    return user(
            "CreatePrebuild",
            CreatePrebuildRequest.newBuilder()
                .setProjectId(project.toString())
                .setEnvironmentClassId(environmentClass.toString())
                .build(),
            CreatePrebuildResponse.getDefaultInstance())
        .getPrebuild();
  }

  WarmPool createPool(UUID project, UUID environmentClass) throws InterruptedException {
    return user(
            "CreateWarmPool",
            CreateWarmPoolRequest.newBuilder()
                .setProjectId(project.toString())
                .setEnvironmentClassId(environmentClass.toString())
                .setMaxSize(3)
                .build(),
            CreateWarmPoolResponse.getDefaultInstance())
        .getWarmPool();
  }

  SyncResponse sync(long known, int waitSeconds) throws InterruptedException {
    return runner(
        "Sync",
        SyncRequest.newBuilder()
            .setRunnerId(RUNNER.toString())
            .setHost(HOST)
            .setState(HostState.newBuilder().setPrebuildCapacity(100).setInstanceCapacity(1_000))
            .setKnownRevision(known)
            .setWait(com.google.protobuf.Duration.newBuilder().setSeconds(waitSeconds))
            .build(),
        SyncResponse.getDefaultInstance());
  }

  PrebuildStatus report(Prebuild prebuild, PrebuildPhase phase, long version)
      throws InterruptedException {
    return runner(
            "ReportPrebuildStatus",
            ReportPrebuildStatusRequest.newBuilder()
                .setPrebuildId(prebuild.getId())
                .setHost(HOST)
                .setStatus(PrebuildStatus.newBuilder().setPhase(phase).setStatusVersion(version))
                .build(),
            ReportPrebuildStatusResponse.getDefaultInstance())
        .getStatus();
  }

  @Override
  public void close() {
    controlPlane.releaseLongPolls();
    server.close();
    controlPlane.close();
  }
}
