package dev.prebuild.agent.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.testkit.EngineGate;
import dev.prebuild.agent.testkit.Eventually;
import dev.prebuild.agent.testkit.MonitoringFiles;
import dev.prebuild.agent.testkit.ShortenedRules;
import dev.prebuild.agent.testkit.SmallDisk;
import dev.prebuild.agent.testkit.TestHost;
import dev.prebuild.agent.testkit.TestPrometheus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Each alert fires in a real Prometheus once its cause has come over a real agent, and not before.
 * The rules are those that come with the agent, by a faster clock.
 */
class AlertsIT {
  private static final long DISK_BYTES = 64 << 20;

  @RegisterExtension final TestHost host = new TestHost();

  /** What is done to a host. */
  private interface Cause {
    void come() throws Exception;
  }

  @Test
  void eachAlertFiresForItsCause() throws Exception {
    Path state = Files.createDirectories(host.settings("agent").state());
    try (SmallDisk disk = SmallDisk.mount(state, DISK_BYTES);
        EngineGate gate = EngineGate.open(host.folder.resolve("gate.sock"), host.engine.socket());
        TroubledHost agent = TroubledHost.start(host, gate);
        TestPrometheus prometheus = TestPrometheus.start(agent.settings(), shortenedRules())) {
      cause(prometheus, agent::keepAPoolThatNeverGetsReady, "PoolEmpty", "PoolDegraded");
      cause(prometheus, agent::claimMoreThanThereIs, "HitRatioLow");
      cause(prometheus, agent::failPrebuilds, "PrebuildsFailing");
      agent.beginPrebuildThatPrints();
      cause(prometheus, agent::makeASnapshotThatYieldsNothing, "SnapshotStale");
      cause(prometheus, agent::loseTheControlPlane, "ControlPlaneAway");
      cause(prometheus, agent::cordon, "HostOutOfService");
      cause(
          prometheus,
          () -> {
            disk.fill(0);
            agent.letThePrebuildPrint();
          },
          "LogsFailing",
          "DiskSoonFull");
      await(prometheus, "HitRatioLow", "PrebuildsFailing", "PoolEmpty", "PoolDegraded");
      await(prometheus, "SnapshotStale", "ControlPlaneAway", "LogsFailing", "DiskSoonFull");
      await(prometheus, "HostOutOfService");
      cause(prometheus, gate::close, "EngineAway", "EngineErrors");
      Eventually.isTrue(
          "calls to the engine fail",
          () -> {
            agent.useTheEngine();
            return prometheus.fired().containsAll(Set.of("EngineAway", "EngineErrors"));
          });
      // A scrape that was slow may have fired it before.
      Eventually.isTrue("the agent is up", () -> !prometheus.firing().contains("AgentDown"));
      agent.stop();
      Eventually.isTrue("AgentDown fires", () -> prometheus.firing().contains("AgentDown"));

      assertThat(prometheus.fired()).isEqualTo(MonitoringFiles.alerts());
    }
  }

  private List<Path> shortenedRules() throws Exception {
    return List.of(
        ShortenedRules.write(MonitoringFiles.recordingRules(), host.folder),
        ShortenedRules.write(MonitoringFiles.alertRules(), host.folder));
  }

  /** Has a cause come, before which none of its alerts has fired. */
  private static void cause(TestPrometheus prometheus, Cause cause, String... alerts)
      throws Exception {
    assertThat(prometheus.fired()).doesNotContain(alerts);
    cause.come();
  }

  private static void await(TestPrometheus prometheus, String... alerts) throws Exception {
    Eventually.await(
        "%s have fired".formatted(List.of(alerts)),
        prometheus::fired,
        fired -> fired.containsAll(List.of(alerts)));
  }
}
