package dev.prebuild.agent.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.connect.ConnectClient;
import dev.prebuild.agent.sync.Backoff;
import dev.prebuild.agent.sync.CallPolicy;
import dev.prebuild.agent.sync.ControlPlaneClient;
import dev.prebuild.agent.sync.SyncLoop;
import dev.prebuild.config.spec.DesiredState;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.runner.v1.HostState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent's loop and the control plane, over the wire between them. */
@Timeout(60)
class AgentSyncTest {

  /**
   * A call that the end of its server has swallowed is given up well within the test's own limit.
   */
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private static final CallPolicy IMPATIENT =
      new CallPolicy(2, Duration.ofMillis(5), Duration.ofMillis(10), 4, Duration.ofMillis(20));

  @TempDir private Path folder;
  private final BlockingQueue<DesiredState> received = new LinkedBlockingQueue<>();

  @Test
  void anAgentHearsOfNewWorkBeforeAndAfterARestartOfItsControlPlane() throws Exception {
    ControlPlaneFixture plane = ControlPlaneFixture.in(folder).open();
    SyncLoop loop = loop(plane);
    try {
      loop.start();
      awaitPrebuild(plane.user().createPrebuild(TestCatalog.PROJECT, TestCatalog.SMALL));
      int port = plane.uri().getPort();
      plane.close();

      plane = ControlPlaneFixture.in(folder).at(port).open();

      awaitPrebuild(plane.user().createPrebuild(TestCatalog.PROJECT, TestCatalog.LARGE));
    } finally {
      loop.stop();
      plane.close();
    }
  }

  private void awaitPrebuild(Prebuild prebuild) throws InterruptedException {
    UUID id = UUID.fromString(prebuild.getId());
    DesiredState state;
    do {
      state = received.take();
    } while (state.prebuilds().stream().noneMatch(spec -> spec.id().equals(id)));
    assertThat(state.rejected()).isEmpty();
  }

  private static HostState state() {
    return HostState.newBuilder().setPrebuildCapacity(2).setInstanceCapacity(2).build();
  }

  private SyncLoop loop(ControlPlaneFixture plane) {
    ConnectClient client =
        new ConnectClient(
            ConnectClient.http(TIMEOUT), plane.uri(), plane.controlPlane().runnerTokenFile());
    return new SyncLoop(
        new ControlPlaneClient(
            client,
            TestCatalog.RUNNER,
            ControlPlaneFixture.HOST,
            AgentSyncTest::state,
            TIMEOUT,
            IMPATIENT),
        TIMEOUT,
        received::add,
        new Backoff(Duration.ofMillis(10), Duration.ofMillis(50)),
        InstantSource.system(),
        new Random(1),
        Thread::sleep);
  }
}
