package dev.prebuild.snapshot.steps;

import static dev.prebuild.snapshot.steps.ScriptFixture.optional;
import static dev.prebuild.snapshot.steps.ScriptFixture.required;
import static dev.prebuild.snapshot.steps.ScriptFixture.tasks;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.snapshot.steps.ScriptFixture.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.FieldSource;

/** What steps find, and what they cannot spoil for the steps after them, in each shell. */
@ParameterizedClass
@FieldSource("dev.prebuild.snapshot.steps.ScriptFixture#SHELLS")
@Timeout(120)
final class StepScriptFoldersTest {
  private final String shell;
  private ScriptFixture script;

  StepScriptFoldersTest(String shell) {
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

  @Test
  void aWorkspaceThatIsMissingIsMade() throws IOException, InterruptedException {
    Files.delete(script.workspace);

    assertThat(script.run(tasks(required("one", "echo 1 >trace"))).exitCode()).isZero();

    assertThat(script.trace()).isEqualTo("1\n");
  }

  @Test
  void withoutAWorkspaceNothingRuns() throws IOException, InterruptedException {
    Files.delete(script.workspace);
    Files.writeString(script.workspace, "a file in its place");

    Run run = script.run(tasks(required("one", "touch never")));

    assertThat(run.exitCode()).isEqualTo(125);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains(
            "the workspace folder %s is not there and cannot be made".formatted(script.workspace));
    assertThat(script.folder.resolve(StepScript.JOURNAL)).doesNotExist();
  }

  @Test
  void withoutStepsAllIsWell() throws IOException, InterruptedException {
    assertThat(script.run(tasks())).isEqualTo(new Run(0, "", ""));
    assertThat(script.journal()).containsPattern("^done \\d+\n$");
  }

  @Test
  void theProgramsThatItNeedsAreEnough() throws IOException, InterruptedException {
    StepPlan plan =
        new StepPlan(
            List.of(optional("one", "exit 3")),
            List.of(
                new Service(
                    "service",
                    "echo $$ >pid; while :; do sleep 1; done",
                    Optional.of("read x <pid"),
                    Optional.of("echo stop >>trace"))),
            List.of(required("two", "echo two >>trace")),
            Map.of());

    Run run = script.withProgramsItNeeds().run(plan);

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(script.trace()).isEqualTo("two\nstop\n");
    assertThat(script.isAtWork("pid")).isFalse();
  }

  @Test
  void aStepCannotReachTheOnesAfterIt() throws IOException, InterruptedException {
    Run run =
        script.run(
            tasks(
                required("shell", "step() { exit 0; }; prebuild_folder=/; umask 777; cd /"),
                required("pwd", "pwd >trace")));

    assertThat(run.exitCode()).isZero();
    assertThat(script.trace()).isEqualTo(script.workspace.toRealPath() + "\n");
  }

  @Test
  void aStepThatClosesItsOutputClosesNoOther() throws IOException, InterruptedException {
    Run run =
        script.run(
            tasks(required("close", "exec >&- 2>&- <&-; true"), required("print", "echo printed")));

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("\nprinted\n");
  }

  @Test
  void aWorkspaceThatAStepReplacesIsTheNewOneForTheNextStep()
      throws IOException, InterruptedException {
    String replace = "cd ..; rm -rf \"$OLDPWD\"; mkdir \"$OLDPWD\"; touch \"$OLDPWD/new\"";

    assertThat(script.run(tasks(required("replace", replace), required("look", "ls >trace"))))
        .satisfies(run -> assertThat(run.exitCode()).isZero());

    assertThat(script.trace()).isEqualTo("new\ntrace\n");
  }

  @Test
  void whatAStepWritesIntoTheJournalSpoilsNothing() throws IOException, InterruptedException {
    String garbage =
        "printf 'end 0 1 0\\nstart 5 1\\nend 1 1 0\\nskip 9 1 1\\n\\0\\377\\n service 0 1\\n'";
    StepPlan plan =
        tasks(optional("forge", garbage + " >>\"$JOURNAL\"; exit 6"), required("after", "true"));

    script.with("JOURNAL", script.folder.resolve(StepScript.JOURNAL).toString()).run(plan);

    assertThat(script.exitCodes(plan)).isEqualTo(Map.of("forge", 6, "after", 0));
    assertThat(script.warnings(plan)).containsExactly(new Warning("forge", "exited with code 6"));
  }

  @Test
  void withoutItsJournalItGoesOn() throws IOException, InterruptedException {
    StepPlan plan =
        tasks(
            required("spoil", "rm -f \"$JOURNAL\"; mkdir \"$JOURNAL\""),
            required("after", "echo after >trace"));

    Run run =
        script.with("JOURNAL", script.folder.resolve(StepScript.JOURNAL).toString()).run(plan);

    assertThat(run.exitCode()).isZero();
    assertThat(script.trace()).isEqualTo("after\n");
  }
}
