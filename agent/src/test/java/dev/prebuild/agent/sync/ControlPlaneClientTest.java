package dev.prebuild.agent.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prebuild.agent.connect.ConnectClient;
import dev.prebuild.agent.connect.ConnectCode;
import dev.prebuild.agent.connect.ConnectException;
import dev.prebuild.agent.connect.ConnectService;
import dev.prebuild.agent.connect.ConnectServlet;
import dev.prebuild.agent.connect.TestServer;
import dev.prebuild.agent.testkit.SecretFile;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolStatus;
import dev.prebuild.config.wire.runner.v1.HostState;
import dev.prebuild.config.wire.runner.v1.ReportPrebuildStatusRequest;
import dev.prebuild.config.wire.runner.v1.ReportPrebuildStatusResponse;
import dev.prebuild.config.wire.runner.v1.ReportWarmPoolStatusRequest;
import dev.prebuild.config.wire.runner.v1.ReportWarmPoolStatusResponse;
import dev.prebuild.config.wire.runner.v1.RunnerProto;
import dev.prebuild.config.wire.runner.v1.SyncRequest;
import dev.prebuild.config.wire.runner.v1.SyncResponse;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlPlaneClientTest {
  private static final Duration AMPLE = Duration.ofSeconds(20);
  private static final UUID ID = new UUID(1, 1);

  /** Quick enough for a test; the breaker stays open for longer than a test lasts. */
  private static final CallPolicy QUICK =
      new CallPolicy(3, Duration.ofMillis(2), Duration.ofMillis(5), 6, Duration.ofMinutes(10));

  @TempDir private Path folder;
  private final AtomicInteger calls = new AtomicInteger();
  private final ConcurrentLinkedQueue<ConnectCode> refusals = new ConcurrentLinkedQueue<>();
  private TestServer server;

  @BeforeEach
  void open() throws Exception {
    SecretFile.write(folder.resolve("token"), "token");
    server = serve(0);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void asksAndReports() throws Exception {
    ControlPlaneClient client = client(server.uri());
    PrebuildStatus prebuild =
        PrebuildStatus.newBuilder()
            .setPhase(PrebuildPhase.PREBUILD_PHASE_RUNNING)
            .setStatusVersion(2)
            .build();
    WarmPoolStatus pool =
        WarmPoolStatus.newBuilder()
            .setPhase(WarmPoolPhase.WARM_POOL_PHASE_READY)
            .setStatusVersion(2)
            .build();

    assertThat(client.sync(7, Duration.ofSeconds(3)).getRevision()).isEqualTo(7 + 3);
    assertThat(client.report(ID, prebuild)).isEqualTo(prebuild);
    assertThat(client.report(ID, pool)).isEqualTo(pool);
  }

  @Test
  void triesAgainWhatMayPass() throws Exception {
    refusals.add(ConnectCode.UNAVAILABLE);
    refusals.add(ConnectCode.INTERNAL);

    assertThat(client(server.uri()).sync(1, Duration.ZERO).getRevision()).isEqualTo(1);
    assertThat(calls).hasValue(3);
  }

  @Test
  void doesNotTryAgainWhatWasRefusedForGood() {
    refusals.add(ConnectCode.ABORTED);

    assertFails(client(server.uri()), ConnectCode.ABORTED, "ABORTED");
    assertThat(calls).hasValue(1);
  }

  @Test
  void givesUpOnAControlPlaneThatIsDownAndFindsItAgain() throws Exception {
    int port = server.port();
    ControlPlaneClient client = client(server.uri());
    server.close();

    assertFails(client, ConnectCode.UNAVAILABLE, "is the server up");
    assertThat(calls).hasValue(0);
    server = serve(port);
    assertThat(client.sync(1, Duration.ZERO).getRevision()).isEqualTo(1);
  }

  @Test
  void leavesAControlPlaneAloneThatFailsAgainAndAgain() {
    ControlPlaneClient client = client(server.uri());
    for (int i = 0; i < 7; i++) {
      refusals.add(ConnectCode.UNAVAILABLE);
    }
    assertFails(client, ConnectCode.UNAVAILABLE, "answered");
    assertFails(client, ConnectCode.UNAVAILABLE, "answered");
    assertThat(calls).hasValue(6);

    assertFails(client, ConnectCode.UNAVAILABLE, "left alone");
    assertThat(calls).hasValue(6);
  }

  @Test
  void aRefusalForGoodIsNoSignOfFailure() {
    ControlPlaneClient client = client(server.uri());
    for (int i = 0; i < 20; i++) {
      refusals.add(ConnectCode.FAILED_PRECONDITION);
      assertFails(client, ConnectCode.FAILED_PRECONDITION, "answered");
    }
  }

  @Test
  void anInterruptEndsTheTries() {
    ControlPlaneClient client = client(server.uri());
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> client.sync(1, Duration.ZERO))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  private static void assertFails(ControlPlaneClient client, ConnectCode code, String message) {
    assertThatThrownBy(() -> client.sync(1, Duration.ZERO))
        .isInstanceOfSatisfying(ConnectException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(message);
  }

  private ControlPlaneClient client(URI base) {
    return new ControlPlaneClient(
        new ConnectClient(ConnectClient.http(AMPLE), base, folder.resolve("token")),
        ID,
        "host",
        HostState::getDefaultInstance,
        AMPLE,
        QUICK);
  }

  private TestServer serve(int port) {
    ConnectService<String> service =
        ConnectService.builder(
                RunnerProto.getDescriptor().findServiceByName("RunnerService"), (String _) -> true)
            .method("Sync", SyncRequest.getDefaultInstance(), (_, request) -> sync(request))
            .method(
                "ReportPrebuildStatus",
                ReportPrebuildStatusRequest.getDefaultInstance(),
                (_, request) ->
                    ReportPrebuildStatusResponse.newBuilder()
                        .setStatus(request.getStatus())
                        .build())
            .method(
                "ReportWarmPoolStatus",
                ReportWarmPoolStatusRequest.getDefaultInstance(),
                (_, request) ->
                    ReportWarmPoolStatusResponse.newBuilder()
                        .setStatus(request.getStatus())
                        .build())
            .build();
    ConnectServlet<String> servlet = new ConnectServlet<>(List.of(service), Optional::of, 10_000);
    return new TestServer(servlet, servlet.mappings(), port);
  }

  private SyncResponse sync(SyncRequest request) {
    calls.incrementAndGet();
    Optional.ofNullable(refusals.poll())
        .ifPresent(
            code -> {
              throw new ConnectException(code, code.name());
            });
    return SyncResponse.newBuilder()
        .setRevision(request.getKnownRevision() + request.getWait().getSeconds())
        .build();
  }
}
