package dev.prebuild.snapshot.steps;

import static dev.prebuild.snapshot.steps.ScriptFixture.FOR_EVER;
import static dev.prebuild.snapshot.steps.ScriptFixture.beside;
import static dev.prebuild.snapshot.steps.ScriptFixture.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.snapshot.steps.ScriptFixture.Run;
import java.io.IOException;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Services beside the tasks, really run, in each shell. */
@ParameterizedClass
@FieldSource("dev.prebuild.snapshot.steps.ScriptFixture#SHELLS")
@Timeout(120)
final class StepScriptServicesTest {
  private final String shell;
  private ScriptFixture script;

  StepScriptServicesTest(String shell) {
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

  private static Service stopped(String name, String start, String stop) {
    return new Service(name, start, Optional.of("[ -s pid ]"), Optional.of(stop));
  }

  @Test
  void tasksBeginWhenTheServiceIsReadyAndItIsStoppedAfterThem()
      throws IOException, InterruptedException {
    StepPlan plan =
        beside(
            service(
                "db",
                "echo start >>trace; " + FOR_EVER,
                "echo poll >>trace; [ $(grep -c poll trace) -ge 3 ]"),
            "kill -0 $(cat pid) && echo task >>trace");

    Run run = script.run(plan);

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(script.trace().lines())
        .containsExactlyInAnyOrder("create", "start", "poll", "poll", "poll", "task")
        .startsWith("create")
        .endsWith("poll", "task");
    assertThat(script.isAtWork("pid")).isFalse();
    assertThat(script.warnings(plan)).isEmpty();
    assertThat(script.journal()).containsPattern("\nservice 2 \\d+ ready\n");
  }

  @Test
  void allAreStartedBeforeAnyIsAwaited() throws IOException, InterruptedException {
    StepPlan plan =
        beside(
            List.of(
                service("first", FOR_EVER, "[ -e second ]"),
                service("second", "touch second; " + FOR_EVER)),
            "true");

    assertThat(script.run(plan).exitCode()).isZero();

    assertThat(script.warnings(plan)).isEmpty();
  }

  @Test
  void oneThatNeverBecomesReadyIsAWarning() throws IOException, InterruptedException {
    StepPlan plan =
        beside(service("db", FOR_EVER, "echo poll >>trace; false"), "echo task >>trace");

    assertThat(script.run(plan).exitCode()).isZero();

    assertThat(script.trace()).isEqualTo("create\n" + "poll\n".repeat(60) + "task\n");
    assertThat(script.warnings(plan))
        .containsExactly(
            new Warning("db", "did not become ready in time, and the tasks ran all the same"));
  }

  @Test
  void aPollThatHangsIsKilled() throws IOException, InterruptedException {
    String hangsOnce = "[ -e hung ] || { touch hung; command sleep 1000; }";
    StepPlan plan = beside(service("db", FOR_EVER, hangsOnce), "echo task >>trace");

    assertThat(script.impatient().run(plan).exitCode()).isZero();

    assertThat(script.trace()).isEqualTo("create\ntask\n");
    assertThat(script.warnings(plan)).isEmpty();
  }

  @Test
  void oneThatEndsBeforeItIsReadyIsAwaitedNoLonger() throws IOException, InterruptedException {
    StepPlan plan =
        beside(service("db", "exit 3", "echo poll >>trace; false"), "echo task >>trace");

    assertThat(script.run(plan).exitCode()).isZero();

    assertThat(script.trace()).endsWith("task\n").hasSizeLessThan("poll\n".length() * 60);
    assertThat(script.warnings(plan))
        .containsExactly(new Warning("db", "ended too early, with code 3, and the tasks ran on"));
  }

  @Test
  void oneThatDiesBesideTheTasksIsAWarning() throws IOException, InterruptedException {
    StepPlan plan =
        beside(
            service("db", FOR_EVER, "[ -s pid ]"),
            "kill -KILL $(cat pid); until grep -q ended \"$JOURNAL\"; do sleep 0.05; done");

    Run run =
        script.with("JOURNAL", script.folder.resolve(StepScript.JOURNAL).toString()).run(plan);

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(script.warnings(plan))
        .containsExactly(new Warning("db", "ended too early, with code 137, and the tasks ran on"));
  }

  @Test
  void theStopCommandRunsFirstAndThenItIsToldToEnd() throws IOException, InterruptedException {
    String start =
        "trap 'echo term >>trace; exit 0' TERM; echo $$ >pid; while :; do sleep 0.1; done";
    StepPlan plan = beside(stopped("db", start, "echo stop >>trace"), "echo task >>trace");

    assertThat(script.run(plan).exitCode()).isZero();

    assertThat(script.trace()).isEqualTo("create\ntask\nstop\nterm\n");
    assertThat(script.warnings(plan)).isEmpty();
  }

  @Test
  void aStopCommandMayEndItByItself() throws IOException, InterruptedException {
    StepPlan plan = beside(stopped("db", FOR_EVER, "kill -KILL $(cat pid)"), "true");

    Run run = script.run(plan);

    assertThat(run.exitCode()).isZero();
    assertThat(script.warnings(plan)).isEmpty();
  }

  @Test
  void aStopCommandThatHangsIsKilled() throws IOException, InterruptedException {
    StepPlan plan =
        beside(stopped("db", FOR_EVER, "echo $$ >stop; sleep 1000; touch never"), "true");

    Run run = script.impatient().run(plan);

    assertThat(run.exitCode()).isZero();
    assertThat(script.isAtWork("stop")).isFalse();
    assertThat(script.isAtWork("pid")).isFalse();
    assertThat(script.warnings(plan)).isEmpty();
  }

  @Test
  void oneThatDoesNotEndIsKilled() throws IOException, InterruptedException {
    StepPlan plan =
        beside(service("db", "trap '' TERM; " + FOR_EVER, "[ -s pid ]"), "echo task >>trace");

    assertThat(script.impatient().run(plan).exitCode()).isZero();

    assertThat(script.isAtWork("pid")).isFalse();
    assertThat(script.warnings(plan)).isEmpty();
  }

  /** A shell in between ends at once; what it has started, with its output elsewhere, does not. */
  @Test
  void theLastProgramOfAServiceIsWaitedFor() throws IOException, InterruptedException {
    String start =
        """
        sh -c "trap 'while kill -0 $$; do sleep 0.05; done; echo clean >>trace; exit' TERM
          echo \\$\\$ >pid
          while :; do sleep 0.05; done" >log 2>&1 &
        wait""";
    StepPlan plan = beside(service("db", start, "[ -s pid ]"), "echo task >>trace");

    assertThat(script.run(plan).exitCode()).isZero();

    assertThat(script.trace()).isEqualTo("create\ntask\nclean\n");
  }

  /** It has left its group and holds the output. */
  @Test
  void whatAServiceLeavesBehindKeepsNothing() throws IOException, InterruptedException {
    StepPlan plan =
        beside(
            service("db", "setsid sh -c 'echo $$ >pid; exec sleep 1000' & wait", "[ -s pid ]"),
            "true");

    assertThat(script.impatient().run(plan).exitCode()).isZero();

    assertThat(script.isAtWork("pid")).isTrue();
    script.kill("pid");
  }

  @Test
  void itIsStoppedWhenAStepEndsThePrebuildToo() throws IOException, InterruptedException {
    StepPlan plan = beside(stopped("db", FOR_EVER, "echo stop >>trace"), "exit 9");

    assertThat(script.run(plan).exitCode()).isEqualTo(9);

    assertThat(script.trace()).isEqualTo("create\nstop\n");
    assertThat(script.isAtWork("pid")).isFalse();
    assertThat(script.warnings(plan)).isEmpty();
  }

  @Test
  void oneThatHasOnlyJustStartedIsStoppedToo() throws IOException, InterruptedException {
    StepPlan plan = new StepPlan(List.of(), List.of(service("db", FOR_EVER)), List.of(), Map.of());

    assertThat(script.run(plan).exitCode()).isZero();

    assertThat(script.warnings(plan)).isEmpty();
    assertThat(script.journal()).containsPattern("^done \\d+\n$");
  }

  @ParameterizedTest
  @ValueSource(strings = {"$(exit 9)", "x'; exit 9; '", "two\nlines"})
  void aNameOfAServiceNeverReachesTheShell(String name) throws IOException, InterruptedException {
    StepPlan plan = beside(service(name, "exit 4", "false"), "true");

    assertThat(script.run(plan).exitCode()).isZero();

    assertThat(script.warnings(plan)).extracting(Warning::step).containsExactly(name);
  }
}
