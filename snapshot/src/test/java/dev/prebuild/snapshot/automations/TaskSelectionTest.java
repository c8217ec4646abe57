package dev.prebuild.snapshot.automations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prebuild.snapshot.FakeTree;
import dev.prebuild.snapshot.steps.Step;
import dev.prebuild.snapshot.steps.Warning;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TaskSelectionTest {
  private static final String FILE = ".ona/automations.yaml";

  private static Automations read(String yaml) {
    return Automations.read(new FakeTree().with(FILE, yaml));
  }

  private static List<String> names(List<Step> steps) {
    return steps.stream().map(Step::name).toList();
  }

  private static List<String> texts(Automations automations) {
    return automations.warnings().stream().map(Warning::text).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // what depends on what                         | tasks   | last
        "a: p, b: p                                     | a b     | ",
        "b: p, a: p                                     | b a     | ",
        "a: p c, b: p, c: p                             | b c a   | ",
        "a: p b, b: m c, c: m                           | c b a   | ",
        "a: m, b: p                                     | b       | ",
        "a: s, b: p                                     | b       | a",
        "a: s c, b: p, c: m                             | b       | c a",
        "a: s c, b: p c, c: m                           | c b     | a",
        "a: p b, b: s                                   | b a     | ",
        "a: s b, b: s                                   |         | b a",
        "a: p b, b: p c, c: p d, d: p                   | d c b a | ",
        "d: p, c: p d, b: p c d, a: p b d               | d c b a | ",
      })
  void eachRunsOnceAfterWhatItDependsOn(String shorthand, String tasks, String lastTasks) {
    StringBuilder yaml = new StringBuilder("tasks:\n");
    for (String task : shorthand.split(", ", -1)) {
      String[] words = task.strip().split("[: ]+", 3);
      String trigger =
          switch (words[1]) {
            case "p" -> "prebuild";
            case "s" -> "beforeSnapshot";
            default -> "manual";
          };
      String needs = words.length < 3 ? "" : words[2].replace(" ", ", ");
      yaml.append(
          "  %s: {command: x, triggeredBy: [%s], dependsOn: [%s]}\n"
              .formatted(words[0], trigger, needs));
    }

    Automations automations = read(yaml.toString());

    assertThat(String.join(" ", names(automations.tasks())))
        .isEqualTo(Optional.ofNullable(tasks).orElse(""));
    assertThat(String.join(" ", names(automations.lastTasks())))
        .isEqualTo(Optional.ofNullable(lastTasks).orElse(""));
  }

  @Test
  void whatRunsElsewhereIsLeftOutWithAllThatDependsOnIt() {
    Automations automations =
        read(
            """
            services:
              vm: {commands: {start: x}, triggeredBy: [prebuild], runsOn: {docker: {image: a}}}
              idle: {commands: {start: x}, triggeredBy: [manual], runsOn: {machine: {}}}
            tasks:
              host: {command: x, runsOn: {machine: {}}}
              after: {command: x, triggeredBy: [prebuild], dependsOn: [host]}
              last: {command: x, triggeredBy: [beforeSnapshot], dependsOn: [after]}
              here: {command: x, triggeredBy: [prebuild], runsOn: {}}
              idle: {command: x, triggeredBy: [manual], runsOn: {machine: {}}, prebuildRequiresSuccess: true}
            """);

    assertThat(automations.services()).isEmpty();
    assertThat(names(automations.tasks())).containsExactly("here");
    assertThat(automations.lastTasks()).isEmpty();
    assertThat(texts(automations))
        .containsExactly(
            FILE
                + ": service vm is left out: it runs on docker, and a prebuild has the dev container alone",
            FILE
                + ": task host is left out: it runs on machine, and a prebuild has the dev container alone",
            FILE + ": task after is left out: it depends on host, which is left out",
            FILE + ": task last is left out: it depends on after, which is left out");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: {command: x, triggeredBy: [prebuild], runsOn: {machine: {}}, prebuildRequiresSuccess: true}",
        "a: {command: x, triggeredBy: [beforeSnapshot], dependsOn: [b], prebuildRequiresSuccess: true}\n"
            + "  b: {command: x, runsOn: machine}"
      })
  void oneThatMustSucceedIsNotLeftOut(String task) {
    assertThatThrownBy(() -> read("tasks:\n  " + task))
        .isInstanceOf(InvalidAutomationsException.class)
        .hasMessageStartingWith(
            FILE + ": task a has prebuildRequiresSuccess, but cannot run in a prebuild: ");
  }
}
