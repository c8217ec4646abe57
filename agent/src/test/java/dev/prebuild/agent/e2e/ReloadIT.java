package dev.prebuild.agent.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.testkit.AgentProcess;
import dev.prebuild.agent.testkit.AgentSettings;
import dev.prebuild.agent.testkit.Answer;
import dev.prebuild.agent.testkit.Eventually;
import dev.prebuild.agent.testkit.Standalone;
import dev.prebuild.agent.testkit.TestHost;
import dev.prebuild.agent.testkit.TestProject;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A changed settings file is taken up while the daemon runs. */
class ReloadIT {
  @RegisterExtension final TestHost host = new TestHost();

  @Test
  void aProjectThatTurnsPrebuildsOffLosesItsPool() throws Exception {
    Standalone agent = Standalone.of(host, host.settings("agent"));
    TestProject project = agent.project("app", "build", "echo built");
    AgentProcess process = host.startHealthy("standalone", agent.settings());
    agent.awaitCompletion(agent.controlPlane().createPrebuild(project));
    UUID pool = agent.controlPlane().createWarmPool(project, 1, 1);
    agent.awaitPool(pool, 1, 0);
    Files.writeString(agent.settings().folder.resolve("settings.yaml"), "runner: [");
    process.hangUp();
    Eventually.await(
        "the agent says that the file makes no sense",
        process::log,
        log -> log.contains("the old ones stay in force"));
    assertThat(agent.controlPlane().warmPool(pool).getPhase())
        .isEqualTo(WarmPoolPhase.WARM_POOL_PHASE_READY);

    agent.settings().withoutPrebuildsOf(project).write();
    process.hangUp();

    agent.awaitPoolPhase(pool, WarmPoolPhase.WARM_POOL_PHASE_DELETED);
    assertThat(host.holdings().instances(pool)).isEmpty();
    assertThat(process.isAlive()).isTrue();
  }

  @Test
  void aCordonedHostTakesNothingNew() throws Exception {
    Standalone agent = Standalone.of(host, host.settings("agent"));
    TestProject project = agent.project("app", "build", "echo built");
    agent.settings().cordoned(true);
    AgentProcess process = host.startHealthy("standalone", agent.settings());
    Eventually.await(
        "the control plane knows that the host is cordoned",
        () -> agent.calls().metric("prebuild_agent_control_plane_hosts{state=\"cordoned\"}"),
        cordoned -> cordoned == 1);
    UUID waiting = agent.controlPlane().createPrebuild(project);
    assertThat(agent.calls().metric("prebuild_agent_control_plane_waiting_prebuilds")).isEqualTo(1);
    assertThat(agent.controlPlane().prebuild(waiting).getPhase())
        .isEqualTo(PrebuildPhase.PREBUILD_PHASE_PENDING);

    agent.settings().cordoned(false).write();
    process.hangUp();

    agent.awaitCompletion(waiting);
  }

  @Test
  void aTokenIsChangedByChangingItsName() throws Exception {
    Standalone agent = Standalone.of(host, host.settings("agent"));
    agent.project("app", "build", "echo built");
    AgentProcess process = host.startHealthy("standalone", agent.settings());
    String old = Files.readString(agent.settings().state().resolve("user.token")).strip();
    assertThat(list(agent.settings(), old).status()).isEqualTo(200);

    agent
        .settings()
        .standalone("tokens", List.of(Map.of("name", "user-2", "scope", "READER")))
        .write();
    process.hangUp();

    Eventually.await(
        "the old token is refused",
        () -> list(agent.settings(), old),
        answer -> answer.status() == 401);
    String fresh = Files.readString(agent.settings().state().resolve("user-2.token")).strip();
    assertThat(list(agent.settings(), fresh).status()).isEqualTo(200);
    assertThat(process.log()).doesNotContain(old, fresh);
  }

  private static Answer list(AgentSettings settings, String token) throws Exception {
    return Answer.to(
        Answer.request(settings.url() + "/gitpod.v1.PrebuildService/ListPrebuilds")
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{}"))
            .build());
  }
}
