package dev.prebuild.snapshot.steps;

import static dev.prebuild.snapshot.steps.ScriptFixture.optional;
import static dev.prebuild.snapshot.steps.ScriptFixture.required;
import static dev.prebuild.snapshot.steps.ScriptFixture.tasks;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.snapshot.steps.ScriptFixture.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps, really run, in each shell. */
@ParameterizedClass
@FieldSource("dev.prebuild.snapshot.steps.ScriptFixture#SHELLS")
@Timeout(120)
final class StepScriptTest {
  /** A step's name, and how it is printed. */
  static final List<Arguments> NAMES =
      List.of(
          Arguments.of("plain", "plain"),
          Arguments.of("it's", "it's"),
          Arguments.of("'; exit 9; '", "'; exit 9; '"),
          Arguments.of("a \"quoted\" name", "a \"quoted\" name"),
          Arguments.of("$(exit 9) `exit 9` $HOME", "$(exit 9) `exit 9` $HOME"),
          Arguments.of("back\\slash %s %d \\n", "back\\slash %s %d \\n"),
          Arguments.of("two\nlines\r\n", "two?lines??"),
          Arguments.of("\036end 0 0", "?end 0 0"),
          Arguments.of("\0\t\u001b[31m\u007f\u009f", "???[31m??"),
          Arguments.of("-n", "-n"),
          Arguments.of(" ", " "),
          Arguments.of("ü – ✓", "ü – ✓"),
          Arguments.of("", ""));

  private final String shell;
  private ScriptFixture script;

  StepScriptTest(String shell) {
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
  void runsTheLifecycleAndThenTheTasksInTheWorkspace() throws IOException, InterruptedException {
    StepPlan plan =
        new StepPlan(
            List.of(required("create", "echo 1 >>trace"), required("update", "echo 2 >>trace")),
            List.of(),
            List.of(required("build", "echo 3 >>trace; pwd"), required("create", "echo 4 >>trace")),
            Map.of());

    Run run = script.run(plan);

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains(script.workspace.toRealPath().toString());
    assertThat(script.trace()).isEqualTo("1\n2\n3\n4\n");
    assertThat(script.steps(plan))
        .allMatch(StepRecord::hasSucceeded)
        .extracting(StepRecord::name)
        .containsExactly("create", "update", "build", "create");
    assertThat(script.journal()).containsPattern("\ndone \\d+\n$");
  }

  @Test
  void marksWhereEachStepBeginsAndEnds() throws IOException, InterruptedException {
    Run run =
        script.run(
            tasks(
                required("one", "echo hello"),
                optional("two", "printf 'no newline'; exit 3"),
                required("three", "echo bye")));

    assertThat(run.out().lines())
        .containsExactly(
            "\036step 0",
            "==> one",
            "hello",
            "\036end 0 0",
            "\036step 1",
            "==> two",
            "no newline\036end 1 3",
            "\036step 2",
            "==> three",
            "bye",
            "\036end 2 0");
  }

  @Test
  void streamsStayApartAndAsTheyAre() throws IOException, InterruptedException {
    Run run = script.run(tasks(required("one", "printf 'to\\0out \\tü'; printf 'to err' >&2")));

    assertThat(run.out()).isEqualTo("\036step 0\n==> one\nto\0out \tü\036end 0 0\n");
    assertThat(run.err()).isEqualTo("to err");
  }

  @Test
  void muchOutputComesThroughWhole() throws IOException, InterruptedException {
    String much = "head -c 30000000 /dev/zero | tr '\\0' 'x'";

    Run run = script.run(tasks(required("one", much + "; " + much + " >&2")));

    assertThat(run.out()).hasSize(30_000_000 + "\036step 0\n==> one\n\036end 0 0\n".length());
    assertThat(run.err()).hasSize(30_000_000);
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void aNameIsPrintedInOneLine(String name, String printed)
      throws IOException, InterruptedException {
    Run run = script.run(tasks(required(name, "true")));

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEqualTo("\036step 0\n==> " + printed + "\n\036end 0 0\n");
  }

  @Test
  void aStepIsSkippedUnlessAllThatItNeedsHasSucceeded() throws IOException, InterruptedException {
    StepPlan plan =
        tasks(
            optional("good", "echo good >>trace"),
            optional("bad", "exit 4"),
            optional("both", "echo both >>trace", "good", "bad"),
            optional("after both", "echo after >>trace", "both"),
            optional("self", "echo self >>trace", "self"),
            optional("later", "echo later >>trace", "last"),
            required("last", "echo last >>trace", "good"));

    assertThat(script.run(plan).exitCode()).isZero();

    assertThat(script.trace()).isEqualTo("good\nlast\n");
    assertThat(script.warnings(plan))
        .containsExactly(
            new Warning("bad", "exited with code 4"),
            new Warning("both", "skipped, because 'bad' had not succeeded"),
            new Warning("after both", "skipped, because 'both' had not succeeded"),
            new Warning("self", "skipped, because it needs something that is no step before it"),
            new Warning("later", "skipped, because it needs something that is no step before it"));
  }

  @Test
  void aTaskNeedsTasksAndNoPartsOfTheLifecycle() throws IOException, InterruptedException {
    StepPlan plan =
        new StepPlan(
            List.of(optional("same", "exit 1"), optional("other", "true")),
            List.of(),
            List.of(
                optional("same", "true"),
                optional("first", "echo first >>trace", "same"),
                optional("second", "echo second >>trace", "other")),
            Map.of());

    script.run(plan);

    assertThat(script.trace()).isEqualTo("first\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 125, 255})
  void aRequiredStepThatFailsEndsItWithItsCode(int code) throws IOException, InterruptedException {
    StepPlan plan =
        tasks(
            optional("warns", "exit 2"),
            required("bad", "echo broken >&2; exit " + code),
            required("never", "touch never"));

    Run run = script.run(plan);

    assertThat(run.exitCode()).isEqualTo(code);
    assertThat(run.err()).isEqualTo("broken\n");
    assertThat(script.workspace.resolve("never")).doesNotExist();
    assertThat(script.exitCodes(plan)).isEqualTo(Map.of("warns", 2, "bad", code));
    assertThat(script.warnings(plan)).containsExactly(new Warning("warns", "exited with code 2"));
    assertThat(script.journal()).doesNotContain("done");
  }

  @Test
  void aRequiredStepThatIsSkippedEndsIt() throws IOException, InterruptedException {
    StepPlan plan =
        tasks(
            optional("bad", "exit 3"), required("next", "true", "bad"), required("never", "true"));

    assertThat(script.run(plan).exitCode()).isEqualTo(1);

    assertThat(script.steps(plan)).extracting(StepRecord::name).containsExactly("bad", "next");
    assertThat(script.warnings(plan)).containsExactly(new Warning("bad", "exited with code 3"));
  }

  @Test
  void everyExitCodeIsKnown() throws IOException, InterruptedException {
    List<Step> steps =
        IntStream.rangeClosed(0, 255)
            .mapToObj(code -> optional(String.valueOf(code), "exit " + code))
            .toList();
    StepPlan plan = new StepPlan(List.of(), List.of(), steps, Map.of());

    assertThat(script.run(plan).exitCode()).isZero();

    assertThat(script.exitCodes(plan))
        .hasSize(256)
        .allSatisfy((name, code) -> assertThat(name).isEqualTo(String.valueOf(code)));
  }

  @ParameterizedTest
  @CsvSource({"KILL, 137", "TERM, 143", "HUP, 129", "SEGV, 139"})
  void aStepThatIsKilledHasFailed(String signal, int code)
      throws IOException, InterruptedException {
    StepPlan plan = tasks(optional("suicide", "kill -%s $$".formatted(signal)));

    assertThat(script.run(plan).exitCode()).isZero();

    assertThat(script.exitCodes(plan)).isEqualTo(Map.of("suicide", code));
  }

  @Test
  void aStepThatKillsTheScriptStaysWithoutAnEnd() throws IOException, InterruptedException {
    StepPlan plan = tasks(required("murder", "kill -KILL $PPID"));

    assertThat(script.run(plan).exitCode()).isEqualTo(137);

    assertThat(script.steps(plan))
        .singleElement()
        .satisfies(step -> assertThat(step.outcome()).isEqualTo(new StepRecord.Running()));
  }
}
