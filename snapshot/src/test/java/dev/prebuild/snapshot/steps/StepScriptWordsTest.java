package dev.prebuild.snapshot.steps;

import static dev.prebuild.snapshot.steps.ScriptFixture.optional;
import static dev.prebuild.snapshot.steps.ScriptFixture.required;
import static dev.prebuild.snapshot.steps.ScriptFixture.tasks;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.snapshot.steps.ScriptFixture.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands and variables arrive as they are, whatever is in them, in each shell. */
@ParameterizedClass
@FieldSource("dev.prebuild.snapshot.steps.ScriptFixture#SHELLS")
@Timeout(120)
final class StepScriptWordsTest {
  /** Every character of one byte but NUL, and some of more. */
  private static final String ALL =
      IntStream.concat(IntStream.rangeClosed(1, 127), "ü–✓😀".codePoints())
          .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
          .toString();

  private final String shell;
  private Path temporary;
  private ScriptFixture script;

  StepScriptWordsTest(String shell) {
    this.shell = shell;
  }

  @BeforeEach
  void open(@TempDir Path temporary) {
    this.temporary = temporary;
    script = new ScriptFixture(temporary, shell);
  }

  @AfterEach
  void close() {
    script.close();
  }

  private static Step exec(String... words) {
    return Step.of("exec", new Command.Exec(List.of(words)), Set.of(), true);
  }

  @Test
  void aLineMayHoldAnything() throws IOException, InterruptedException {
    String line =
        """
        set -e
        text='it'"'"'s "fine" %s $1'
        printf '%s\\n' "$text" |
          cat > trace
        cat >> trace <<'EOF'
        here $HOME
        EOF
        # a comment at the end""";

    assertThat(script.run(tasks(required("all", line))).exitCode()).isZero();

    assertThat(script.trace()).isEqualTo("it's \"fine\" %s $1\nhere $HOME\n");
  }

  @Test
  void wordsArriveAsTheyAre() throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("printf", "<%s>"));
    List<String> odd =
        List.of(ALL, "", " ", "\n", "'", "''", "\\", "\"", "-n", "--", "*", "~", "$HOME", "a'b\n");
    words.addAll(odd);

    Run run = script.run(tasks(exec(words.toArray(String[]::new))));

    assertThat(run.out())
        .isEqualTo("\036step 0\n==> exec\n<%s>\036end 0 0\n".formatted(String.join("><", odd)));
  }

  @Test
  void aWordCannotHoldWhatNoWordCan() throws IOException, InterruptedException {
    Run run = script.run(tasks(exec("printf", "a\0b\n")));

    assertThat(run.out()).contains("\nab\n");
  }

  @Test
  void anEmptyWordIsNoProgram() throws IOException, InterruptedException {
    assertThat(script.run(tasks(exec(""))).exitCode()).isIn(126, 127);
  }

  /** A shell in between would have its own. */
  @ParameterizedTest
  @CsvSource({"cd, 127", "exit, 127", "if, 127", "A=b, 127", "/, 126", "./missing, 127"})
  void theFirstWordIsAProgramAndNothingElse(String word, int code)
      throws IOException, InterruptedException {
    StepPlan plan = tasks(exec(word, "0"));

    assertThat(script.run(plan).exitCode()).isEqualTo(code);
  }

  @Test
  void aProgramMayBeCalledLikeAnOption() throws IOException, InterruptedException {
    Path programs = Files.createDirectory(temporary.resolve("programs"));
    Files.writeString(programs.resolve("-c"), "#!/bin/sh\necho \"$@\" >trace\n");
    Files.setPosixFilePermissions(
        programs.resolve("-c"), PosixFilePermissions.fromString("rwx------"));

    script.with("PATH", programs + ":" + System.getenv("PATH")).run(tasks(exec("-c", "a", "b")));

    assertThat(script.trace()).isEqualTo("a b\n");
  }

  @Test
  void theProgramTakesThePlaceOfTheShell() throws IOException, InterruptedException {
    StepPlan plan = tasks(exec("sh", "-c", "kill -KILL $$"));

    assertThat(script.run(plan).exitCode()).isEqualTo(137);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "",
        " ",
        "two\nlines\n",
        "'",
        "'; exit 9; '",
        "\"$HOME\" `exit 9`",
        "\\",
        "=a=b="
      })
  void aVariableMayHoldAnything(String value) throws IOException, InterruptedException {
    assertThat(variables(Map.of("VALUE", value), "printf '<%s>' \"$VALUE\" >trace"))
        .isEqualTo("<" + value + ">");
  }

  @Test
  void aVariableMayHoldEveryCharacter() throws IOException, InterruptedException {
    assertThat(variables(Map.of("VALUE", ALL), "printf %s \"$VALUE\" >trace")).isEqualTo(ALL);
  }

  @Test
  void programsGetTheVariablesToo() throws IOException, InterruptedException {
    StepPlan plan =
        new StepPlan(
            List.of(),
            List.of(),
            List.of(exec("sh", "-c", "echo $ONE $TWO >trace")),
            Map.of("ONE", "1", "TWO", "2"));

    script.with("TWO", "of the container").run(plan);

    assertThat(script.trace()).isEqualTo("1 2\n");
  }

  /** Each of these is one that the script, or its shell, could trip over. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "PATH",
        "IFS",
        "HOME",
        "PWD",
        "ENV",
        "PS4",
        "LC_ALL",
        "prebuild_folder",
        "prebuild_file"
      })
  void noVariableGetsInTheWayOfTheSteps(String name) throws IOException, InterruptedException {
    StepPlan plan =
        new StepPlan(
            List.of(),
            List.of(),
            List.of(required("one", "echo 1 >>trace"), required("two", "echo 2 >>trace")),
            Map.of(name, "/nowhere x"));

    assertThat(script.run(plan).exitCode()).isZero();

    assertThat(script.trace()).isEqualTo("1\n2\n");
    assertThat(script.steps(plan)).allMatch(StepRecord::hasSucceeded).hasSize(2);
  }

  /** Bash keeps some for itself; of the others no shell could hand them on. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "UID",
        "PPID",
        "OPTIND",
        "SRANDOM",
        "SHELLOPTS",
        "a.b",
        "a-b",
        "1a",
        "ä",
        "",
        "a b"
      })
  void aNameThatAShellRefusesIsLeftOut(String name) throws IOException, InterruptedException {
    Map<String, String> variables = new HashMap<>(Map.of("OTHER", "fine"));
    variables.put(name, "x; exit 9");

    assertThat(variables(variables, "echo $OTHER >trace")).isEqualTo("fine\n");
  }

  @Test
  void theScriptChangesNoVariableOfTheContainer() throws IOException, InterruptedException {
    List.of("folder", "code", "step", "part", "line", "n", "i")
        .forEach(name -> script.with(name, "mine"));

    script.run(
        tasks(
            optional("fail", "exit 3"),
            required("print", "echo $folder $code $step $part $line $n $i >trace")));

    assertThat(script.trace()).isEqualTo("mine mine mine mine mine mine mine\n");
  }

  private String variables(Map<String, String> variables, String line)
      throws IOException, InterruptedException {
    StepPlan plan = new StepPlan(List.of(), List.of(), List.of(required("print", line)), variables);
    Run run = script.run(plan);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    return script.trace();
  }
}
