package dev.prebuild.agent.controlplane.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SqliteKillTest {
  /** How many numbers are let pass before the process is killed in the middle of the next ones. */
  @ParameterizedTest
  @ValueSource(ints = {1, 50, 333})
  void aKilledProcessLosesNothingThatWasAnswered(int letPass, @TempDir Path folder)
      throws Exception {
    List<Long> answered = answersUntilKilled(folder, letPass);

    assertThat(answered).hasSizeGreaterThanOrEqualTo(letPass);
    try (Database database = Databases.open(Optional.empty(), folder)) {
      assertThat(new Numbers(database).all()).containsAll(answered);
    }
  }

  private static List<Long> answersUntilKilled(Path folder, int letPass) throws Exception {
    Process writer = start(folder);
    List<Long> answered = new ArrayList<>();
    try (BufferedReader answers =
        new BufferedReader(
            new InputStreamReader(writer.getInputStream(), StandardCharsets.US_ASCII))) {
      String line = answers.readLine();
      while (line != null) {
        answered.add(Long.valueOf(line));
        if (answered.size() == letPass) {
          writer.toHandle().destroyForcibly();
        }
        line = answers.readLine();
      }
    } finally {
      writer.destroyForcibly().waitFor();
    }
    return answered;
  }

  private static Process start(Path folder) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            KilledWriter.class.getName(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
