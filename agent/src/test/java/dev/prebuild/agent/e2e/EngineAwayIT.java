package dev.prebuild.agent.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.testkit.AgentProcess;
import dev.prebuild.agent.testkit.AgentSettings;
import dev.prebuild.agent.testkit.Answer;
import dev.prebuild.agent.testkit.Standalone;
import dev.prebuild.agent.testkit.TestHost;
import dev.prebuild.agent.testkit.TestProject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An engine that is not there yet, and one that is another agent's. */
class EngineAwayIT {
  @RegisterExtension final TestHost host = new TestHost();

  @Test
  void theAgentWaitsForItsEngine() throws Exception {
    Path socket = host.folder.resolve("engine.sock");
    Standalone agent = Standalone.of(host, host.settings("agent").socket(socket));
    TestProject project = agent.project("example", "build", "cp README built");

    AgentProcess process = host.start("standalone", agent.settings());
    Answer health = TestHost.awaitHealth(process, agent.settings(), 503);
    assertThat(health.field("engine")).contains(socket.toString());
    assertThat(agent.calls().metric("prebuild_agent_engine_up")).isZero();
    java.util.UUID prebuildId = agent.controlPlane().createPrebuild(project);

    Files.createSymbolicLink(socket, host.engine.socket());

    TestHost.awaitHealth(process, agent.settings(), 200);
    assertThat(agent.calls().metric("prebuild_agent_engine_up")).isEqualTo(1);
    agent.awaitCompletion(prebuildId);
  }

  @Test
  void aSecondAgentOfTheSameRunnerIsSentAway() throws Exception {
    Standalone first = Standalone.of(host, host.settings("first"));
    first.project("example");
    host.startHealthy("standalone", first.settings());
    Path alias = Files.createSymbolicLink(host.folder.resolve("alias.sock"), host.engine.socket());
    AgentSettings second = host.settings("second").socket(alias);
    second.addClass(host.engine.image());

    AgentProcess process = host.start("standalone", second);

    assertThat(process.awaitExit()).isEqualTo(3);
    assertThat(process.log()).contains("another agent serves runner " + host.runnerId);
    assertThat(first.calls().health().status()).isEqualTo(200);
  }
}
