package dev.prebuild.snapshot.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.config.spec.Task;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script is really run. */
final class StepScriptTest {
  @TempDir Path temporary;
  private Path folder;
  private Path workspace;

  private record Run(int exitCode, String output) {}

  /** Paths with what a shell could trip over. */
  @BeforeEach
  void makeFolders() throws IOException {
    folder = Files.createDirectory(temporary.resolve("it's \"$HOME\" private"));
    workspace = Files.createDirectory(temporary.resolve("work space;'x'"));
  }

  private Run run(Task... tasks) throws IOException, InterruptedException {
    Map<String, String> files =
        StepScript.files(plan(tasks), folder.toString(), workspace.toString());
    for (Map.Entry<String, String> file : files.entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
    Process process =
        new ProcessBuilder("/bin/sh", folder.resolve(StepScript.ENTRY).toString())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), output);
  }

  private static StepPlan plan(Task... tasks) {
    return new StepPlan(
        List.of(),
        List.of(),
        Arrays.stream(tasks)
            .map(task -> Step.of(task.name(), new Command.Shell(task.command()), Set.of(), true))
            .toList(),
        Map.of());
  }

  private List<StepRecord> journal(Task... tasks) throws IOException {
    return StepJournal.read(
        Files.readString(folder.resolve(StepScript.JOURNAL)),
        Arrays.stream(tasks).map(Task::name).toList());
  }

  @Test
  void runsTheStepsInOrderInTheWorkspace() throws IOException, InterruptedException {
    Task[] tasks = {
      new Task("one", "echo 1 >> trace", false), new Task("two", "echo 2 >> trace; pwd", false)
    };

    Run run = run(tasks);

    assertThat(run.exitCode()).isZero();
    assertThat(run.output()).contains(workspace.toRealPath().toString());
    assertThat(workspace.resolve("trace")).hasContent("1\n2\n");
    assertThat(journal(tasks))
        .allMatch(StepRecord::hasSucceeded)
        .extracting(StepRecord::name)
        .containsExactly("one", "two");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "it's",
        "'; exit 9; '",
        "a \"quoted\" name",
        "$(exit 9) `exit 9` $HOME",
        "back\\slash %s %d \\n",
        "two\nlines",
        "-n",
        "ü – ✓",
        ""
      })
  void aNameIsPrintedAsItIs(String name) throws IOException, InterruptedException {
    Run run = run(new Task(name, "true", false));

    assertThat(run.exitCode()).isZero();
    assertThat(run.output()).isEqualTo("==> " + name + "\n");
  }

  @Test
  void aCommandMayHoldAnything() throws IOException, InterruptedException {
    String command =
        """
        set -e
        text='it'"'"'s "fine" %s $1'
        printf '%s\\n' "$text" |
          cat > out
        cat >> out <<'EOF'
        here $HOME
        EOF
        # a comment at the end""";

    Run run = run(new Task("all", command, false));

    assertThat(run.exitCode()).isZero();
    assertThat(workspace.resolve("out")).hasContent("it's \"fine\" %s $1\nhere $HOME\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 125, 255})
  void aFailingStepEndsItWithItsCode(int code) throws IOException, InterruptedException {
    Task[] tasks = {
      new Task("good", "true", false),
      new Task("bad", "echo broken >&2; exit " + code, false),
      new Task("never", "touch never", false)
    };

    Run run = run(tasks);

    assertThat(run.exitCode()).isEqualTo(code);
    assertThat(run.output()).contains("broken");
    assertThat(workspace.resolve("never")).doesNotExist();
    List<StepRecord> steps = journal(tasks);
    assertThat(steps).extracting(StepRecord::name).containsExactly("good", "bad");
    assertThat(steps.getLast().end().orElseThrow().exitCode()).isEqualTo(code);
  }

  @Test
  void aStepThatIsKilledCountsAsFailed() throws IOException, InterruptedException {
    Run run = run(new Task("suicide", "kill -9 $$", false));

    assertThat(run.exitCode()).isEqualTo(137);
    assertThat(journal(new Task("suicide", "", false)))
        .singleElement()
        .satisfies(step -> assertThat(step.end().orElseThrow().exitCode()).isEqualTo(137));
  }

  @Test
  void aStepCannotReachTheOnesAfterIt() throws IOException, InterruptedException {
    Run run =
        run(
            new Task("shell", "step() { exit 0; }; folder=/; cd /", false),
            new Task("second", "pwd", false));

    assertThat(run.exitCode()).isZero();
    assertThat(run.output()).contains("==> second\n" + workspace.toRealPath());
  }

  @Test
  void withoutAWorkspaceNothingRuns() throws IOException, InterruptedException {
    Files.delete(workspace);

    Run run = run(new Task("one", "touch " + "never", false));

    assertThat(run.exitCode()).isEqualTo(125);
    assertThat(folder.resolve(StepScript.JOURNAL)).doesNotExist();
  }

  @Test
  void withoutStepsAllIsWell() throws IOException, InterruptedException {
    assertThat(run()).isEqualTo(new Run(0, ""));
  }
}
