package dev.prebuild.agent.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prebuild.agent.testkit.AgentProcess;
import dev.prebuild.agent.testkit.AgentSettings;
import dev.prebuild.agent.testkit.Ended;
import dev.prebuild.agent.testkit.TestHost;
import dev.prebuild.agent.testkit.TestRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** From nothing to an environment and back, by the program's commands alone. */
class OperatorsDayIT {
  @RegisterExtension final TestHost host = new TestHost();

  private final Path settings = host.folder.resolve("etc/agent.yaml");

  /** A port and folders of the test's own; it is written by {@code init}. */
  private final AgentSettings place = host.settings("day");

  OperatorsDayIT() throws IOException {}

  private Ended run(String... arguments) throws Exception {
    return Ended.run(
        host.folder, Map.of("PREBUILD_AGENT_SETTINGS", settings.toString()), arguments);
  }

  /** Known once settings have been written. */
  private Optional<UUID> runnerId = Optional.empty();

  @AfterEach
  void removeWhatItsRunnerHasMade() {
    runnerId.ifPresent(host.engine::removeAll);
  }

  @Test
  void fromNothingToAnEnvironmentAndBack() throws Exception {
    initialize();
    assertThat(run("check").well()).isEqualTo(settings + " is fine\n");
    assertThat(run("doctor").well()).contains("Docker", "no agent answers", "0 broken");
    assertThat(run("status").code()).isEqualTo(4);

    AgentProcess daemon =
        AgentProcess.start(host.folder.resolve("log"), "standalone", settings.toString());
    try {
      TestHost.awaitHealth(daemon, place, 200);
      fillAPool();
      claimAndRelease();
      takeTheHostOutOfServiceAndBack();
      assertThat(run("doctor").well()).contains("held by the agent", "all is well");
      clearAway();
    } catch (Exception | AssertionError e) {
      e.addSuppressed(new AssertionError(daemon.log()));
      throw e;
    } finally {
      assertThat(daemon.stop()).isIn(0, 143);
    }
  }

  private void initialize() throws Exception {
    TestRepository repository =
        TestRepository.make(
            host.folder.resolve("app"),
            Map.of(
                "README",
                "read me\n",
                ".ona/automations.yaml",
                """
                tasks:
                  build:
                    triggeredBy: [prebuild]
                    command: echo it is built >built; cat built
                """));
    JsonNode written =
        run(
                "init",
                "--repository",
                repository.url(),
                "--image",
                host.engine.image(),
                "--output",
                "json")
            .json();
    runnerId = Optional.of(UUID.fromString(written.path("runnerId").asText()));
    assertThat(written.path("project").asText()).isEqualTo("app");
    Files.writeString(
        settings,
        """
        engine: {socket: "%s"}
        http: {port: %d}
        paths: {state: "%s", runtime: "%s"}
        disk: {minimumFree: 1MiB}
        """
            .formatted(host.engine.socket(), place.port, place.state(), place.runtime()),
        StandardOpenOption.APPEND);
    assertThat(run("init", "--repository", repository.url(), "--image", "none").code())
        .isEqualTo(5);
  }

  private void fillAPool() throws Exception {
    String made = run("pool", "create", "app", "--min", "1", "--max", "2", "--prebuild").well();
    assertThat(made)
        .contains("| it is built", "  COMPLETED ", "1 running", "READY")
        .doesNotContain("\u001b", "\r");
    assertThat(run("pool", "create", "app", "--min", "1", "--max", "2").code()).isEqualTo(5);
    assertThat(run("pool", "list").well()).contains("app", "regular", "READY");
    assertThat(run("pool", "resize", "app/regular", "--max", "3").well()).contains("1-3");
    assertThat(run("status").well()).contains("OPEN", "app", "READY", "COMPLETED", "1 snapshot");
    JsonNode prebuild =
        run("prebuild", "list", "--output", "json").json().path("prebuilds").path(0);
    String id = prebuild.path("id").asText();
    assertThat(run("prebuild", "show", id.substring(0, 8)).well()).contains(id, "COMPLETED");
    assertThat(run("prebuild", "logs", "-f", id).well()).contains("\nit is built\n");
    assertThat(run("prebuild", "cancel", id).code()).isEqualTo(5);
  }

  private void claimAndRelease() throws Exception {
    Path secret = Files.writeString(host.folder.resolve("secret"), "swordfish");
    JsonNode claimed =
        run(
                "environment",
                "claim",
                "app",
                "--env",
                "GREETING=hello",
                "--secret",
                "TOKEN=" + secret,
                "--wait",
                "30s",
                "--output",
                "json")
            .json();
    String id = claimed.path("environmentId").asText();
    String container = claimed.path("containerId").asText();
    assertThat(host.engine.exec(container, "cat", "/run/environment/secrets/TOKEN"))
        .isEqualTo("swordfish");
    assertThat(run("environment", "list").well()).contains(id, "app", "regular", "RUNNING");
    assertThat(run("environment", "show", id.substring(0, 8)).well()).contains("env-" + id);
    assertThat(run("environment", "claim", "app", "--id", id).well()).contains("env-" + id);

    assertThat(run("environment", "release", id.substring(0, 8)).well()).contains(id);

    Ended again = run("environment", "release", id, "--output", "json");
    assertThat(again.code()).isEqualTo(5);
    assertThat(new ObjectMapper().readTree(again.err()).path("error").path("message").asText())
        .contains(id);
    assertThat(host.engine.containers(runnerId.orElseThrow()))
        .noneMatch(seen -> seen.id().equals(container));
  }

  private void takeTheHostOutOfServiceAndBack() throws Exception {
    assertThat(run("drain").well()).startsWith("DRAINING since ");
    Ended refused = run("environment", "claim", "app");
    assertThat(refused.code()).isEqualTo(5);
    assertThat(refused.err()).contains("drain");
    assertThat(run("cordon").well()).startsWith("CORDONED since ");
    assertThat(run("uncordon").well()).startsWith("OPEN since ");
    assertThat(run("environment", "claim", "app", "--wait", "1m").well()).contains("RUNNING");
  }

  private void clearAway() throws Exception {
    JsonNode made = run("prebuild", "create", "app", "--wait", "--output", "json").json();
    assertThat(made.path("status").path("phase").asText()).isEqualTo("PREBUILD_PHASE_COMPLETED");
    assertThat(run("pool", "delete", "app").well()).contains("is being deleted");
    String id = made.path("id").asText();
    assertThat(run("prebuild", "delete", id).well()).contains(id);
  }
}
