package dev.prebuild.snapshot.steps;

import static dev.prebuild.snapshot.steps.ScriptFixture.required;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.snapshot.steps.ScriptFixture.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
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
  private static final String FOR_EVER = "echo $$ >pid; while :; do sleep 0.1; done";

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

  private static Service service(String name, String start) {
    return new Service(name, start, Optional.empty(), Optional.empty());
  }

  private static Service service(String name, String start, String ready) {
    return new Service(name, start, Optional.of(ready), Optional.empty());
  }

  private static Service stopped(String name, String start, String stop) {
    return new Service(name, start, Optional.of("[ -s pid ]"), Optional.of(stop));
  }

  private static StepPlan plan(Service service, String task) {
    return plan(List.of(service), task);
  }

  private static StepPlan plan(List<Service> services, String task) {
    return new StepPlan(
        List.of(required("create", "echo create >>trace")),
        services,
        List.of(required("task", task)),
        Map.of());
  }

  @Test
  void tasksBeginWhenTheServiceIsReadyAndItIsStoppedAfterThem()
      throws IOException, InterruptedException {
    StepPlan plan =
        plan(
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
        plan(
            List.of(
                service("first", FOR_EVER, "[ -e second ]"),
                service("second", "touch second; " + FOR_EVER)),
            "true");

    assertThat(script.run(plan).exitCode()).isZero();

    assertThat(script.warnings(plan)).isEmpty();
  }

  @Test
  void oneThatNeverBecomesReadyIsAWarning() throws IOException, InterruptedException {
    StepPlan plan = plan(service("db", FOR_EVER, "echo poll >>trace; false"), "echo task >>trace");

    assertThat(script.run(plan).exitCode()).isZero();

    assertThat(script.trace()).isEqualTo("create\n" + "poll\n".repeat(60) + "task\n");
    assertThat(script.warnings(plan))
        .containsExactly(
            new Warning("db", "did not become ready in time, and the tasks ran all the same"));
  }

  @Test
  void aPollThatHangsIsKilled() throws IOException, InterruptedException {
    String hangsOnce = "[ -e hung ] || { touch hung; command sleep 1000; }";
    StepPlan plan = plan(service("db", FOR_EVER, hangsOnce), "echo task >>trace");

    assertThat(script.impatient().run(plan).exitCode()).isZero();

    assertThat(script.trace()).isEqualTo("create\ntask\n");
    assertThat(script.warnings(plan)).isEmpty();
  }

  @Test
  void oneThatEndsBeforeItIsReadyIsAwaitedNoLonger() throws IOException, InterruptedException {
    StepPlan plan = plan(service("db", "exit 3", "echo poll >>trace; false"), "echo task >>trace");

    assertThat(script.run(plan).exitCode()).isZero();

    assertThat(script.trace()).endsWith("task\n").hasSizeLessThan("poll\n".length() * 60);
    assertThat(script.warnings(plan))
        .containsExactly(new Warning("db", "ended too early, with code 3, and the tasks ran on"));
  }

  @Test
  void oneThatDiesBesideTheTasksIsAWarning() throws IOException, InterruptedException {
    StepPlan plan =
        plan(
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
    StepPlan plan = plan(stopped("db", start, "echo stop >>trace"), "echo task >>trace");

    assertThat(script.run(plan).exitCode()).isZero();

    assertThat(script.trace()).isEqualTo("create\ntask\nstop\nterm\n");
    assertThat(script.warnings(plan)).isEmpty();
  }

  @Test
  void aStopCommandMayEndItByItself() throws IOException, InterruptedException {
    StepPlan plan = plan(stopped("db", FOR_EVER, "kill -KILL $(cat pid)"), "true");

    Run run = script.run(plan);

    assertThat(run.exitCode()).isZero();
    assertThat(script.warnings(plan)).isEmpty();
  }

  @Test
  void aStopCommandThatHangsIsKilled() throws IOException, InterruptedException {
    StepPlan plan = plan(stopped("db", FOR_EVER, "echo $$ >stop; sleep 1000; touch never"), "true");

    Run run = script.impatient().run(plan);

    assertThat(run.exitCode()).isZero();
    assertThat(script.isAtWork("stop")).isFalse();
    assertThat(script.isAtWork("pid")).isFalse();
    assertThat(script.warnings(plan)).isEmpty();
  }

  @Test
  void oneThatDoesNotEndIsKilled() throws IOException, InterruptedException {
    StepPlan plan =
        plan(service("db", "trap '' TERM; " + FOR_EVER, "[ -s pid ]"), "echo task >>trace");

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
    StepPlan plan = plan(service("db", start, "[ -s pid ]"), "echo task >>trace");

    assertThat(script.run(plan).exitCode()).isZero();

    assertThat(script.trace()).isEqualTo("create\ntask\nclean\n");
  }

  /** It has left its group and holds the output. */
  @Test
  void whatAServiceLeavesBehindKeepsNothing() throws IOException, InterruptedException {
    StepPlan plan =
        plan(
            service("db", "setsid sh -c 'echo $$ >pid; exec sleep 1000' & wait", "[ -s pid ]"),
            "true");

    assertThat(script.impatient().run(plan).exitCode()).isZero();

    assertThat(script.isAtWork("pid")).isTrue();
    script.kill("pid");
  }

  @Test
  void itIsStoppedWhenAStepEndsThePrebuildToo() throws IOException, InterruptedException {
    StepPlan plan = plan(stopped("db", FOR_EVER, "echo stop >>trace"), "exit 9");

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

  @Test
  void everyLineOfAServiceIsMarked() throws IOException, InterruptedException {
    List<Service> services =
        List.of(
            service("quiet", FOR_EVER),
            service(
                "loud",
                "printf ' a\\\\b  \\n\\n\\036end 0 0\\nto out\\n'; echo to err >&2; printf 'the last'; exec >&- 2>&-; touch told; "
                    + FOR_EVER,
                "[ -e told ]"));

    Run run = script.run(plan(services, "echo task"));

    assertThat(run.err()).isEmpty();
    assertThat(marked(run))
        .containsExactly(
            line(" a\\b  "),
            line(""),
            line("\036end 0 0"),
            line("to out"),
            line("to err"),
            line("the last"));
  }

  private static LogMarker.ServiceLine line(String text) {
    return new LogMarker.ServiceLine(1, text);
  }

  private static List<LogMarker.ServiceLine> marked(Run run) {
    return run.out()
        .lines()
        .flatMap(line -> LogMarker.parse(line).stream())
        .filter(LogMarker.ServiceLine.class::isInstance)
        .map(LogMarker.ServiceLine.class::cast)
        .toList();
  }

  @Test
  void manyLinesComeThroughWhole() throws IOException, InterruptedException {
    StepPlan plan = plan(service("loud", "seq 1 5000; touch told; " + FOR_EVER, "[ -e told ]"), "");

    Run run = script.run(plan);

    assertThat(marked(run))
        .extracting(LogMarker.ServiceLine::text)
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, 5000).mapToObj(String::valueOf).toList());
  }

  /** The lines of a task stay its own. */
  @Test
  void aServiceDoesNotMixWithTheTasks() throws IOException, InterruptedException {
    StepPlan plan =
        plan(
            service("loud", "touch up; while :; do echo noise; done", "[ -e up ]"),
            "for i in 1 2 3 4 5; do echo mine $i; sleep 0.05; done");

    Run run = script.run(plan);

    assertThat(run.out().lines().filter(line -> LogMarker.parse(line).isEmpty()))
        .containsExactly(
            "==> create", "==> task", "mine 1", "mine 2", "mine 3", "mine 4", "mine 5");
  }

  @ParameterizedTest
  @ValueSource(strings = {"$(exit 9)", "x'; exit 9; '", "two\nlines"})
  void aNameOfAServiceNeverReachesTheShell(String name) throws IOException, InterruptedException {
    StepPlan plan = plan(service(name, "exit 4", "false"), "true");

    assertThat(script.run(plan).exitCode()).isZero();

    assertThat(script.warnings(plan)).extracting(Warning::step).containsExactly(name);
  }
}
