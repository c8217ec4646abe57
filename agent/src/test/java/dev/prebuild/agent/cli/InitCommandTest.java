package dev.prebuild.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prebuild.agent.settings.SettingsReader;
import dev.prebuild.config.settings.Settings;
import dev.prebuild.config.settings.StandaloneSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class InitCommandTest {
  @TempDir Path folder;

  private Path file() {
    return folder.resolve("etc").resolve("agent.yaml");
  }

  private Ran init(String... more) {
    List<String> words = new ArrayList<>(List.of("init", "--settings", file().toString()));
    words.addAll(List.of(more));
    return Ran.program(words, Map.of());
  }

  @Test
  void writesSettingsThatMakeSense() throws Exception {
    Ran ran = init("--repository", "https://github.com/lua/lua.git", "--image", "gcc:14");

    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("pool create lua", "environment claim lua", file().toString());
    Settings settings = SettingsReader.read(file());
    StandaloneSettings standalone = settings.standalone().orElseThrow();
    StandaloneSettings.ClassSettings only = standalone.environmentClasses().getFirst();
    assertThat(only.name()).isEqualTo("regular");
    assertThat(only.image()).isEqualTo("gcc:14");
    assertThat(standalone.projects())
        .singleElement()
        .satisfies(
            project -> {
              assertThat(project.name()).isEqualTo("lua");
              assertThat(project.repository()).isEqualTo("https://github.com/lua/lua.git");
              assertThat(project.defaultClassId()).isEqualTo(only.id());
              assertThat(project.prebuildClassIds()).containsExactly(only.id());
            });
    assertThat(settings.prebuilds().allowFileRepositories()).isFalse();
    assertThat(Files.getPosixFilePermissions(file()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void idsAreNewEachTime() throws Exception {
    assertThat(init("--repository", "https://example.org/a", "--image", "b").exitCode()).isZero();
    Settings first = SettingsReader.read(file());
    Files.delete(file());
    assertThat(init("--repository", "https://example.org/a", "--image", "b").exitCode()).isZero();

    assertThat(SettingsReader.read(file()).runner().id()).isNotEqualTo(first.runner().id());
  }

  @Test
  void programsGetTheIds() throws Exception {
    Ran ran = init("--repository", "https://example.org/a", "--image", "b", "--output", "json");

    var json = new ObjectMapper().readTree(ran.out());
    Settings settings = SettingsReader.read(file());
    assertThat(json.path("runnerId").asText()).isEqualTo(settings.runner().id().toString());
    assertThat(json.path("projectId").asText())
        .isEqualTo(settings.standalone().orElseThrow().projects().getFirst().id().toString());
  }

  @Test
  void neverWritesOverAFile() throws Exception {
    Files.createDirectories(folder.resolve("etc"));
    Files.writeString(file(), "mine");

    Ran ran = init("--repository", "https://example.org/a", "--image", "b");

    assertThat(ran.exitCode()).isEqualTo(5);
    assertThat(ran.err()).contains(file().toString());
    assertThat(file()).hasContent("mine");
  }

  /** What looks like YAML in a value stays a value. */
  @Test
  void valuesAreQuoted() throws Exception {
    assertThat(
            init("--repository", "https://example.org/a: {b", "--image", "a\"#", "--name", "- x")
                .exitCode())
        .isZero();

    StandaloneSettings standalone = SettingsReader.read(file()).standalone().orElseThrow();
    assertThat(standalone.projects().getFirst().name()).isEqualTo("- x");
    assertThat(standalone.environmentClasses().getFirst().image()).isEqualTo("a\"#");
  }

  @Test
  void aRepositoryOfTheHostIsAllowed() throws Exception {
    assertThat(init("--repository", "file:///srv/app.git", "--image", "b").exitCode()).isZero();

    assertThat(SettingsReader.read(file()).prebuilds().allowFileRepositories()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "https://github.com/lua/lua,lua",
    "https://github.com/lua/lua.git,lua",
    "https://github.com/lua/lua/,lua",
    "ssh://git@example.org:22/team/app.git,app",
    "git@example.org:app.git,app",
    "file:///srv/git/some.thing,some.thing"
  })
  void theProjectIsCalledAsTheRepository(String repository, String name) {
    assertThat(FirstSettings.nameOf(repository)).contains(name);
  }

  @Test
  void aRepositoryWithoutANameNeedsOne() {
    Ran ran = init("--repository", "/", "--image", "b");

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("--name");
    assertThat(file()).doesNotExist();
  }

  @Test
  void whatComesNextNamesTheFileOnlyIfItIsNotTheUsualOne() {
    assertThat(InitCommand.whatNext(Path.of("/etc/usual.yaml"), true, "app"))
        .contains("\n  prebuild-agent check\n  systemctl start prebuild-agent\n")
        .contains("\n  prebuild-agent pool create app ");
    assertThat(InitCommand.whatNext(Path.of("/my.yaml"), false, "app"))
        .contains("\n  prebuild-agent --settings /my.yaml standalone\n")
        .contains("\n  prebuild-agent --settings /my.yaml environment claim app");
  }
}
