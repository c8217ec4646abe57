package dev.prebuild.agent.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.testkit.AgentCalls;
import dev.prebuild.agent.testkit.AgentProcess;
import dev.prebuild.agent.testkit.AgentSettings;
import dev.prebuild.agent.testkit.Answer;
import dev.prebuild.agent.testkit.ControlPlaneCalls;
import dev.prebuild.agent.testkit.Ended;
import dev.prebuild.agent.testkit.Eventually;
import dev.prebuild.agent.testkit.Standalone;
import dev.prebuild.agent.testkit.TestHost;
import dev.prebuild.agent.testkit.TestProject;
import dev.prebuild.agent.testkit.TestRepository;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An agent and its control plane in two processes, one of which dies. */
class ControlPlaneAwayIT {
  @RegisterExtension final TestHost host = new TestHost();

  @Test
  void theAgentGoesOnWithWhatItKnows() throws Exception {
    // Its engine is not there, so that it serves as a control plane and does no work itself.
    AgentSettings remote = host.settings("remote").socket(host.folder.resolve("none.sock"));
    AgentSettings local =
        host.settings("local").controlPlane(remote.url(), remote.state().resolve("runner.token"));
    ControlPlaneCalls controlPlane = new ControlPlaneCalls(remote);
    Standalone agent = new Standalone(host, local, controlPlane, new AgentCalls(local));
    TestProject project =
        remote.add(
            TestProject.of(
                remote.addClass(host.engine.image()),
                TestRepository.make(host.folder.resolve("example"), Map.of("README", "read me\n"))
                    .url(),
                "wait",
                Standalone.WAIT_FOR_GATE));
    AgentProcess remoteProcess = host.start("standalone", remote);
    TestHost.awaitHealth(remoteProcess, remote, 503);
    host.startHealthy("run", local);
    UUID poolId = controlPlane.createWarmPool(project, 2, 4);
    UUID first = prebuildUpToTheGate(agent, project);
    agent.openGate(first);
    agent.awaitPool(poolId, 2, 2);
    UUID second = prebuildUpToTheGate(agent, project);
    assertThat(doctor(local)).contains(remote.url() + " takes the runner's token", "0 broken");

    remoteProcess.kill();

    Eventually.await(
        "the agent notices that its control plane is away",
        () -> agent.calls().health(),
        health -> health.status() == 503);
    assertThat(doctor(local)).contains("nothing answers at " + remote.url(), "it is not well");
    for (int i = 0; i < 3; i++) {
      Answer claimed = agent.calls().claim(UUID.randomUUID(), project);
      assertThat(claimed.status()).as("%s", claimed).isEqualTo(201);
    }
    agent.awaitPoolOnEngine(poolId, 2, 2);
    agent.openGate(second);
    Eventually.await(
        "the second prebuild's snapshot is there",
        () -> host.engine.images(host.runnerId).size(),
        images -> images == 2);

    TestHost.awaitHealth(host.start("standalone", remote), remote, 503);

    agent.awaitCompletion(second);
    Eventually.await(
        "the agent has found its control plane again",
        () -> agent.calls().health(),
        health -> health.status() == 200);
    agent.awaitPool(poolId, 2, 2);
    assertThat(host.holdings().environments()).hasSize(3);
  }

  private String doctor(AgentSettings settings) throws Exception {
    return Ended.run(host.folder, Map.of(), "doctor", "--settings=" + settings.write()).out();
  }

  private static UUID prebuildUpToTheGate(Standalone agent, TestProject project) throws Exception {
    UUID id = agent.controlPlane().createPrebuild(project);
    agent.awaitPhase(id, PrebuildPhase.PREBUILD_PHASE_RUNNING);
    return id;
  }
}
