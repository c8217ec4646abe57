package dev.prebuild.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MainTest {
  private static final String ID = "runner: {id: 11111111-1111-1111-1111-111111111111}\n";

  @TempDir Path folder;

  private record Run(int exitCode, String out, String err) {}

  private static Run run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode =
        Main.run(
            List.of(arguments),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Run(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private String settings(String yaml) throws IOException {
    return Files.writeString(folder.resolve("settings.yaml"), yaml).toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "run",
        "check",
        "standalone",
        "version 1",
        "nonsense",
        "nonsense x",
        "run a b"
      })
  void wrongUseIsToldHow(String line) {
    Run run = run(line.isEmpty() ? new String[0] : line.split(" "));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("usage:", "run", "standalone", "check", "version");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void checkPraisesGoodSettings() throws IOException {
    String file = settings(ID);

    assertThat(run("check", file)).isEqualTo(new Run(0, file + " is fine\n", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"check", "run", "standalone"})
  void badSettingsAreToldAndNothingIsStarted(String command) throws IOException {
    Run run = run(command, settings(ID + "http: {prt: 1}\n"));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("prt", "port").doesNotContain("Exception");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void aFileThatIsNotThereIsToldInWords() {
    Run run = run("check", folder.resolve("none.yaml").toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("none.yaml");
  }

  @Test
  void whatCannotComeUpSaysWhy() throws IOException {
    Run run =
        run("run", settings(ID + "engine: {socket: %s/none/docker.sock}\n".formatted(folder)));

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).startsWith("prebuild-agent: ").contains("none/docker.sock");
  }

  @Test
  void standaloneNeedsToKnowWhatItServes() throws IOException {
    String yaml =
        """
        engine: {socket: %1$s/docker.sock}
        paths: {state: %1$s/state, runtime: %1$s/runtime}
        log: {level: ERROR}
        """
            .formatted(folder);

    Run run = run("standalone", settings(ID + yaml));

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).contains("section 'standalone'");
  }

  @Test
  void versionIsOneLine() {
    Run run = run("version");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("prebuild-agent ").hasLineCount(1);
  }
}
