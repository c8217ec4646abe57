package dev.prebuild.agent.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prebuild.agent.testkit.AgentProcess;
import dev.prebuild.agent.testkit.Answer;
import dev.prebuild.agent.testkit.Eventually;
import dev.prebuild.agent.testkit.Standalone;
import dev.prebuild.agent.testkit.TestHost;
import dev.prebuild.agent.testkit.TestProject;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A host is taken out of service, and put back. */
class DrainIT {
  @RegisterExtension final TestHost host = new TestHost();

  @Test
  void aDrainedHostLetsGoOfAllButEnvironments() throws Exception {
    Standalone agent = Standalone.of(host, host.settings("agent"));
    TestProject project = agent.project("app", "build", "echo built");
    AgentProcess process = host.startHealthy("standalone", agent.settings());
    agent.awaitCompletion(agent.controlPlane().createPrebuild(project));
    UUID pool = agent.controlPlane().createWarmPool(project, 1, 2);
    agent.awaitPool(pool, 1, 1);
    UUID environment = UUID.randomUUID();
    assertThat(agent.calls().claim(environment, project).status()).isEqualTo(201);
    agent.awaitPool(pool, 1, 1);

    Answer drained = agent.calls().host("drain");

    assertThat(drained.status()).as("%s", drained).isEqualTo(200);
    assertThat(drained.field("mode")).isEqualTo("DRAINING");
    assertRefused(agent, project);
    agent.awaitPoolOnEngine(pool, 0, 0);
    assertRefused(agent, project);
    assertLivesOn(agent, environment, project);
    Eventually.await(
        "only the environment is left",
        () -> agent.calls().host(),
        seen ->
            seen.json().path("instances").asInt(-1) == 0
                && seen.json().path("environments").asInt(-1) == 1);
    Eventually.await(
        "the control plane knows",
        () -> agent.calls().metric("prebuild_agent_control_plane_hosts{state=\"cordoned\"}"),
        cordoned -> cordoned == 1);
    assertThat(agent.calls().metric("prebuild_agent_host_mode")).isEqualTo(2);

    process.stop();
    host.startHealthy("standalone", agent.settings());

    Answer restarted = agent.calls().host();
    assertThat(restarted.field("mode")).isEqualTo("DRAINING");
    assertThat(restarted.field("since")).isEqualTo(drained.field("since"));
    assertRefused(agent, project);
    assertLivesOn(agent, environment, project);
    assertThat(host.holdings().instances(pool)).isEmpty();

    assertThat(agent.calls().host("uncordon").field("mode")).isEqualTo("OPEN");

    agent.awaitPool(pool, 1, 1);
    assertThat(agent.calls().claim(UUID.randomUUID(), project).status()).isEqualTo(201);
    assertLivesOn(agent, environment, project);
  }

  private static void assertRefused(Standalone agent, TestProject project) throws Exception {
    String body =
        new ObjectMapper()
            .writeValueAsString(
                Map.of(
                    "environmentId", UUID.randomUUID(),
                    "projectId", project.id(),
                    "environmentClassId", project.classId()));
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          http.send(
              agent.calls().environments("").POST(BodyPublishers.ofString(body)).build(),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
      assertThat(answer.body()).contains("\"type\":\"draining\"");
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }
  }

  /** It runs, and the same claim finds it. */
  private static void assertLivesOn(Standalone agent, UUID environment, TestProject project)
      throws Exception {
    Answer seen = agent.calls().get(environment.toString());
    assertThat(seen.status()).as("%s", seen).isEqualTo(200);
    assertThat(seen.json().path("running").asBoolean()).isTrue();
    assertThat(agent.calls().claim(environment, project).status()).isEqualTo(200);
  }

  /** What has begun goes on to its end; what comes then waits. */
  @Test
  void aPrebuildThatHasBegunEndsAndNoOtherBegins() throws Exception {
    Standalone agent = Standalone.of(host, host.settings("agent"));
    TestProject project = agent.project("app", "wait", Standalone.WAIT_FOR_GATE);
    host.startHealthy("standalone", agent.settings());
    UUID begun = agent.controlPlane().createPrebuild(project);
    agent.awaitPhase(begun, PrebuildPhase.PREBUILD_PHASE_RUNNING);

    agent.calls().host("drain");
    Eventually.await(
        "the control plane knows",
        () -> agent.calls().metric("prebuild_agent_control_plane_hosts{state=\"cordoned\"}"),
        cordoned -> cordoned == 1);
    UUID waiting = agent.controlPlane().createPrebuild(project);
    agent.openGate(begun);
    agent.awaitCompletion(begun);

    assertThat(agent.controlPlane().prebuild(waiting).getPhase())
        .isEqualTo(PrebuildPhase.PREBUILD_PHASE_PENDING);
    assertThat(agent.calls().host("cordon").field("mode")).isEqualTo("CORDONED");
    assertThat(agent.controlPlane().prebuild(waiting).getPhase())
        .isEqualTo(PrebuildPhase.PREBUILD_PHASE_PENDING);

    agent.calls().host("uncordon");

    agent.awaitPhase(waiting, PrebuildPhase.PREBUILD_PHASE_RUNNING);
    agent.openGate(waiting);
    agent.awaitCompletion(waiting);
  }
}
