package dev.prebuild.agent.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.testkit.AgentCalls;
import dev.prebuild.agent.testkit.AgentProcess;
import dev.prebuild.agent.testkit.AgentSettings;
import dev.prebuild.agent.testkit.ControlPlaneCalls;
import dev.prebuild.agent.testkit.Eventually;
import dev.prebuild.agent.testkit.Standalone;
import dev.prebuild.agent.testkit.TestHost;
import dev.prebuild.agent.testkit.TestProject;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * An agent that is gone for longer than its lease loses its work, and clears it away when it is
 * back.
 */
class HostLostIT {
  @RegisterExtension final TestHost host = new TestHost();

  @Test
  void whatItWasAtFailsAndIsClearedAway() throws Exception {
    AgentSettings remote =
        host.settings("remote").socket(host.folder.resolve("none.sock")).standalone("lease", "3s");
    AgentSettings local =
        host.settings("local").controlPlane(remote.url(), remote.state().resolve("runner.token"));
    Standalone agent =
        new Standalone(host, local, new ControlPlaneCalls(remote), new AgentCalls(local));
    Standalone listed = Standalone.of(host, remote);
    TestProject project = listed.project("app", "wait", Standalone.WAIT_FOR_GATE);
    TestHost.awaitHealth(host.start("standalone", remote), remote, 503);
    AgentProcess process = host.startHealthy("run", local);
    UUID prebuild = agent.controlPlane().createPrebuild(project);
    agent.awaitPhase(prebuild, PrebuildPhase.PREBUILD_PHASE_RUNNING);

    process.kill();

    PrebuildStatus failed = agent.awaitPhase(prebuild, PrebuildPhase.PREBUILD_PHASE_FAILED);
    assertThat(failed.getFailureMessage()).contains("host local", "lease of 3 s");
    assertThat(host.holdings().prebuilds()).as("it runs on, unknown to anybody").hasSize(1);
    UUID waiting = agent.controlPlane().createPrebuild(project);
    host.startHealthy("run", local);
    Eventually.await(
        "only the new prebuild has a container",
        () -> host.holdings().prebuilds(),
        containers ->
            containers.size() == 1 && containers.getFirst().name().contains(waiting.toString()));
    agent.openGate(waiting);
    agent.awaitCompletion(waiting);
    assertThat(agent.controlPlane().prebuild(prebuild).getPhase())
        .isEqualTo(PrebuildPhase.PREBUILD_PHASE_FAILED);
  }

  /**
   * It was taken for lost, and never knew: nothing has changed here, but all was forgotten there.
   */
  @Test
  void whatItsPoolsAreIsToldAgainAfterASilence() throws Exception {
    AgentSettings remote =
        host.settings("remote").socket(host.folder.resolve("none.sock")).standalone("lease", "3s");
    AgentSettings local =
        host.settings("local").controlPlane(remote.url(), remote.state().resolve("runner.token"));
    Standalone agent =
        new Standalone(host, local, new ControlPlaneCalls(remote), new AgentCalls(local));
    TestProject project = Standalone.of(host, remote).project("app", "build", "echo built");
    TestHost.awaitHealth(host.start("standalone", remote), remote, 503);
    AgentProcess process = host.startHealthy("run", local);
    agent.awaitCompletion(agent.controlPlane().createPrebuild(project));
    UUID pool = agent.controlPlane().createWarmPool(project, 1, 1);
    agent.awaitPool(pool, 1, 0);

    process.suspend();
    Eventually.await(
        "the host is taken for lost",
        () -> agent.controlPlane().warmPool(pool),
        status -> status.getRunningInstances() == 0);
    process.resume();

    agent.awaitPool(pool, 1, 0);
  }
}
