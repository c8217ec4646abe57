package dev.prebuild.agent.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.testkit.AgentSettings;
import dev.prebuild.agent.testkit.NodePrograms;
import dev.prebuild.agent.testkit.Standalone;
import dev.prebuild.agent.testkit.TestHost;
import dev.prebuild.agent.testkit.TestProject;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The vendor's and Connect's own libraries, as they are published, against the packaged agent. */
class PublishedClientsIT {
  @RegisterExtension static final TestHost HOST = new TestHost();

  private static final List<List<String>> COMMANDS =
      List.of(
          List.of("sdk.mjs"),
          List.of("connect.mjs", "json"),
          List.of("connect.mjs", "binary"),
          List.of("connect.mjs", "gzip"));
  private static final List<Life> LIVES = new ArrayList<>();

  private static Standalone agent;
  private static NodePrograms programs;
  private static TestProject example;

  /**
   * A program with projects of its own, so that it sees nobody else's prebuilds.
   *
   * @param quick its prebuild completes by itself
   * @param gated its prebuild waits
   */
  record Life(List<String> command, TestProject quick, TestProject gated) {

    static Life of(List<String> command) throws Exception {
      String name = String.join("-", command);
      return new Life(
          command,
          agent.project(name + "-quick", "say", "echo hello"),
          agent.project(
              name + "-gated",
              "wait",
              "echo at the gate; " + Standalone.WAIT_FOR_GATE + "; echo through the gate"));
    }

    @Override
    public String toString() {
      return String.join(" ", command);
    }
  }

  @BeforeAll
  static void start() throws Exception {
    programs = NodePrograms.clients();
    agent = Standalone.of(HOST, HOST.settings("agent"));
    example = agent.project("example", "say", "echo hello");
    for (List<String> command : COMMANDS) {
      LIVES.add(Life.of(command));
    }
    HOST.startHealthy("standalone", agent.settings());
  }

  static List<Life> lives() {
    return LIVES;
  }

  @ParameterizedTest
  @MethodSource("lives")
  void prebuildsAndPoolsFromBeginningToEnd(Life life) throws Exception {
    AgentSettings settings = agent.settings();

    String output =
        programs.run(
            Map.of(
                "BASE_URL", settings.url(),
                "AGENT_URL", settings.url(),
                "TOKEN_FILE", settings.state().resolve("user.token").toString(),
                "GATES", settings.runtime().resolve("containers").toString(),
                "QUICK_PROJECT", life.quick().id().toString(),
                "QUICK_CLASS", life.quick().classId().toString(),
                "GATED_PROJECT", life.gated().id().toString(),
                "GATED_CLASS", life.gated().classId().toString()),
            life.command());

    assertThat(output.lines()).isNotEmpty().allMatch(line -> line.startsWith("ok: "));
  }

  /** What README shows; {@code ReadmeTest} holds it to that. */
  @Test
  void theExamplesDoWhatTheySay() throws Exception {
    AgentSettings settings = agent.settings();
    Map<String, String> environment =
        Map.of(
            "GITPOD_BASE_URL",
            settings.url(),
            "GITPOD_API_KEY",
            Files.readString(settings.state().resolve("user.token")).strip());
    String project = example.id().toString();

    String created = programs.run(environment, List.of("example-sdk.mjs", project));
    String listed = programs.run(environment, List.of("example-connect.mjs", project));

    assertThat(created).matches("[0-9a-f-]{36} PREBUILD_PHASE_COMPLETED\\R");
    assertThat(listed).matches(created.substring(0, 36) + " COMPLETED \\d+ bytes\\R");
  }
}
