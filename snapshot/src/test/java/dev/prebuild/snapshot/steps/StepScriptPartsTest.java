package dev.prebuild.snapshot.steps;

import static dev.prebuild.snapshot.steps.ScriptFixture.required;
import static dev.prebuild.snapshot.steps.ScriptFixture.tasks;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps of several parts, and what parts leave behind, in each shell. */
@ParameterizedClass
@FieldSource("dev.prebuild.snapshot.steps.ScriptFixture#SHELLS")
@Timeout(120)
final class StepScriptPartsTest {
  private final String shell;
  private ScriptFixture script;

  StepScriptPartsTest(String shell) {
    this.shell = shell;
  }

  @BeforeEach
  void open(@TempDir Path temporary) {
    script = new ScriptFixture(temporary, shell);
  }

  @AfterEach
  void close() {
    script.close();
  }

  /** Each part waits for the other one: one after another, they would wait for ever. */
  @Test
  void partsRunSideBySide() throws IOException, InterruptedException {
    StepPlan plan =
        tasks(
            required("make", "mkfifo there back"),
            parts("both", "echo ball >there; read x <back", "read x <there; echo $x >back"));

    assertThat(script.run(plan).exitCode()).isZero();
  }

  @Test
  void ofSeveralPartsTheFirstInOrderThatFailedTells() throws IOException, InterruptedException {
    StepPlan plan =
        tasks(
            required("make", "mkfifo pipe"),
            parts("parts", "true", "read x <pipe; exit 5", "echo >pipe; exit 6", "touch four"));

    assertThat(script.run(plan).exitCode()).isEqualTo(5);

    assertThat(script.exitCodes(plan)).containsEntry("parts", 5);
    assertThat(script.workspace.resolve("four")).exists();
  }

  private static Step parts(String name, String... lines) {
    List<Step.Part> parts = new ArrayList<>();
    for (String line : lines) {
      parts.add(new Step.Part("part " + parts.size(), new Command.Shell(line)));
    }
    return new Step(name, parts, Set.of(), true);
  }

  @Test
  void aStepOfNoPartsHasSucceeded() throws IOException, InterruptedException {
    StepPlan plan = tasks(new Step("none", List.of(), Set.of(), true));

    assertThat(script.run(plan).exitCode()).isZero();
    assertThat(script.exitCodes(plan)).isEqualTo(Map.of("none", 0));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDaemonThatIsLeftBehindKeepsNoStep(boolean isOneOfTwo)
      throws IOException, InterruptedException {
    String daemon = "sleep 1000 & echo $! >daemon";
    StepPlan plan =
        tasks(
            isOneOfTwo ? parts("leave", daemon, "true") : required("leave", daemon),
            required("end", "kill $(cat daemon) && echo still there >trace"));

    assertThat(script.run(plan).exitCode()).isZero();

    assertThat(script.trace()).isEqualTo("still there\n");
  }

  @Test
  void stdinIsEmpty() throws IOException, InterruptedException {
    StepPlan plan =
        tasks(required("one", "cat >>trace; echo end >>trace"), parts("two", "cat", "cat"));

    assertThat(script.run(plan).exitCode()).isZero();

    assertThat(script.trace()).isEqualTo("end\n");
  }
}
