package dev.prebuild.agent.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.testkit.AgentProcess;
import dev.prebuild.agent.testkit.AgentSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program's words and exit codes, for one who starts it by hand. */
class CommandLineIT {
  @TempDir private Path folder;

  private record Ended(int code, String output) {}

  private Ended run(String... arguments) throws Exception {
    AgentProcess agent = AgentProcess.start(folder.resolve("output"), arguments);
    int code = agent.awaitExit();
    return new Ended(code, agent.log());
  }

  private String settings(String text) throws Exception {
    return Files.writeString(folder.resolve("settings.yaml"), text).toString();
  }

  @Test
  void goodSettingsAreFine() throws Exception {
    Ended ended = run("check", settings("runner: {id: %s}".formatted(UUID.randomUUID())));

    assertThat(ended.output()).endsWith("settings.yaml is fine\n");
    assertThat(ended.code()).isZero();
  }

  @Test
  void anUnknownKeyIsAnsweredWithTheNearestKnown() throws Exception {
    Ended ended =
        run(
            "check",
            settings(
                "runner: {id: %s}\nengine: {sockt: /run/x.sock}".formatted(UUID.randomUUID())));

    assertThat(ended.output()).contains("engine.sockt").contains("socket");
    assertThat(ended.code()).isEqualTo(2);
  }

  @Test
  void aMissingRunnerIdIsNamed() throws Exception {
    Ended ended = run("check", settings("http: {port: 8750}"));

    assertThat(ended.output()).contains("runner.id").contains("must be the runner's UUID");
    assertThat(ended.code()).isEqualTo(2);
  }

  @Test
  void aMissingFileIsNamed() throws Exception {
    String missing = folder.resolve("missing.yaml").toString();

    Ended ended = run("run", missing);

    assertThat(ended.output()).contains(missing);
    assertThat(ended.code()).isEqualTo(2);
  }

  @Test
  void wrongUseIsAnsweredWithTheWayToHelp() throws Exception {
    Ended ended = run("serve");

    assertThat(ended.output()).contains("'serve'").contains("prebuild-agent --help");
    assertThat(ended.code()).isEqualTo(2);
  }

  @Test
  void standaloneNeedsItsSection() throws Exception {
    AgentSettings settings =
        new AgentSettings(UUID.randomUUID(), folder.resolve("agent"), folder.resolve("engine"));

    Ended ended = run("standalone", settings.write().toString());

    assertThat(ended.output()).contains("the settings have no section 'standalone'");
    assertThat(ended.code()).isEqualTo(3);
  }
}
