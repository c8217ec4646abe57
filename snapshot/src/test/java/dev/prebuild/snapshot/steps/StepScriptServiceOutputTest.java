package dev.prebuild.snapshot.steps;

import static dev.prebuild.snapshot.steps.ScriptFixture.FOR_EVER;
import static dev.prebuild.snapshot.steps.ScriptFixture.beside;
import static dev.prebuild.snapshot.steps.ScriptFixture.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.snapshot.steps.ScriptFixture.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.FieldSource;

/** What services print beside the tasks, in each shell. */
@ParameterizedClass
@FieldSource("dev.prebuild.snapshot.steps.ScriptFixture#SHELLS")
@Timeout(120)
final class StepScriptServiceOutputTest {
  private final String shell;
  private ScriptFixture script;

  StepScriptServiceOutputTest(String shell) {
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
  void everyLineOfAServiceIsMarked() throws IOException, InterruptedException {
    List<Service> services =
        List.of(
            service("quiet", FOR_EVER),
            service(
                "loud",
                "printf ' a\\\\b  \\n\\n\\036end 0 0\\nto out\\n'; echo to err >&2; printf 'the last'; exec >&- 2>&-; touch told; "
                    + FOR_EVER,
                "[ -e told ]"));

    Run run = script.run(beside(services, "echo task"));

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
    StepPlan plan =
        beside(service("loud", "seq 1 5000; touch told; " + FOR_EVER, "[ -e told ]"), "");

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
        beside(
            service("loud", "touch up; while :; do echo noise; done", "[ -e up ]"),
            "for i in 1 2 3 4 5; do echo mine $i; sleep 0.05; done");

    Run run = script.run(plan);

    assertThat(run.out().lines().filter(line -> LogMarker.parse(line).isEmpty()))
        .containsExactly(
            "==> create", "==> task", "mine 1", "mine 2", "mine 3", "mine 4", "mine 5");
  }
}
