package dev.prebuild.snapshot.automations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prebuild.snapshot.FakeTree;
import dev.prebuild.snapshot.steps.Command;
import dev.prebuild.snapshot.steps.Service;
import dev.prebuild.snapshot.steps.Step;
import dev.prebuild.snapshot.steps.Warning;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AutomationsTest {
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

  @Test
  void aRepositoryWithoutAFileHasNone() {
    assertThat(Automations.read(new FakeTree().with("automations.yaml", "tasks: 1")))
        .isEqualTo(Automations.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing", "---", "null", "{}", "tasks:", "services: {}\ntasks: ~"})
  void anEmptyFileHasNone(String yaml) {
    assertThat(read(yaml)).isEqualTo(Automations.NONE);
  }

  @Test
  void ofTwoFilesTheFirstIsUsedWithAWarning() {
    Automations automations =
        Automations.read(
            new FakeTree()
                .with(FILE, "tasks: {a: {command: x, triggeredBy: [prebuild]}}")
                .with(".gitpod/automations.yaml", "not: [even YAML"));

    assertThat(names(automations.tasks())).containsExactly("a");
    assertThat(automations.warnings())
        .containsExactly(
            new Warning(
                "automations",
                ".ona/automations.yaml is used, .gitpod/automations.yaml is passed over"));
  }

  @Test
  void theOlderPlaceIsLookedAtAsWell() {
    FakeTree tree =
        new FakeTree()
            .with(".gitpod/automations.yaml", "tasks: {a: {command: x, triggeredBy: prebuild}}");

    assertThat(names(Automations.read(tree).tasks())).containsExactly("a");
  }

  @Test
  void tasksAndServicesAreThoseOfTheTriggers() {
    Automations automations =
        read(
            """
            services:
              database:
                name: Database
                description: PostgreSQL
                role: default
                commands:
                  start: docker run postgres
                  ready: pg_isready
                  stop: docker stop postgres
                triggeredBy: [postDevcontainerStart, prebuild]
              bare:
                commands: {start: sleep infinity, ready: ""}
                triggeredBy: [prebuild]
              web:
                commands: {start: npm run dev}
                triggeredBy: [postEnvironmentStart]
            tasks:
              build:
                name: Build
                description: everything
                command: |
                  make
                  make test
                triggeredBy: [prebuild, manual]
                prebuildRequiresSuccess: true
              warm:
                command: ./warm
                dependsOn: [build]
                triggeredBy: [beforeSnapshot]
              both:
                command: 'true'
                triggeredBy: [beforeSnapshot, prebuild]
              later:
                command: echo hello
                triggeredBy: [manual, postEnvironmentStart, postDevcontainerStart, postMachineStart]
            """);

    assertThat(automations)
        .isEqualTo(
            new Automations(
                List.of(
                    new Service(
                        "database",
                        "docker run postgres",
                        Optional.of("pg_isready"),
                        Optional.of("docker stop postgres")),
                    new Service("bare", "sleep infinity", Optional.empty(), Optional.empty())),
                List.of(
                    Step.of("build", new Command.Shell("make\nmake test\n"), Set.of(), true),
                    Step.of("both", new Command.Shell("true"), Set.of(), false)),
                List.of(Step.of("warm", new Command.Shell("./warm"), Set.of("build"), false)),
                List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]                                        | .ona/automations.yaml must be a map with services and tasks, not a list",
        "tasks: [a]                                | tasks must be a map, not a list",
        "tasks: {a: make}                          | tasks.a must be a map, not a text",
        "tasks: {a: {}}                            | tasks.a.command must be there: a line for the shell",
        "tasks: {a: }                              | tasks.a.command must be there: a line for the shell",
        "tasks: {a: {command: ' '}}                | tasks.a.command must be there: a line for the shell",
        "tasks: {a: {command: [make]}}             | tasks.a.command must be a text, not a list; put it in quotes",
        "tasks: {a: {command: true}}               | tasks.a.command must be a text, not true or false; put it in quotes",
        "tasks: {a: {command: \"a\\0b\"}}          | tasks.a.command must be a text without the character NUL",
        "tasks: {a: {command: x, dependsOn: {b: }}} | tasks.a.dependsOn must be a text, not a map; put it in quotes",
        "tasks: {a: {command: x, dependsOn: [~]}}  | tasks.a.dependsOn must be a text, not null; put it in quotes",
        "tasks: {a: {command: x, dependsOn: [b]}}  | tasks.a.dependsOn must be ids of tasks of the file; there is no task b",
        "tasks: {a: {command: x, triggeredBy: {prebuild: true}}} | tasks.a.triggeredBy must be a text, not a map; put it in quotes",
        "tasks: {a: {command: x, prebuildRequiresSuccess: 'yes'}} | tasks.a.prebuildRequiresSuccess must be true or false, not a text",
        "tasks: {true: {command: x}}               | the key tasks.true must be a text; put it in quotes",
        "tasks: {'': {command: x}}                 | tasks. must be an id of 1 to 128 characters, none of them control characters",
        "tasks: {\"a\\nb\": {command: x}}          | tasks.a?b must be an id of 1 to 128 characters, none of them control characters",
        "tasks: {a: {command: x, dependsOn: [a]}}  | tasks depend on one another in a circle: a → a",
        "tasks: {a: {command: x, dependsOn: [b]}, b: {command: x, dependsOn: [c]}, c: {command: x, dependsOn: [b]}} | tasks depend on one another in a circle: b → c → b",
        "services: {a: {commands: {ready: x}}}     | services.a.commands.start must be there: a line for the shell",
        "services: {a: {}}                         | services.a.commands.start must be there: a line for the shell",
        "services: {a: {commands: x}}              | services.a.commands must be a map, not a text",
      })
  void whatMakesNoSenseIsRefusedByName(String yaml, String message) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(InvalidAutomationsException.class)
        .hasMessageStartingWith(FILE)
        .hasMessageEndingWith(message);
  }

  @Test
  void unknownFieldsAndTriggersArePassedOverWithAWarning() {
    Automations automations =
        read(
            """
            version: 1
            services:
              s: {commands: {start: x, restart: y}, readinessTimeout: 5s, triggeredBy: [boot]}
            tasks:
              t: {command: x, dependson: [a], triggeredBy: [prebuild, pre-build]}
            """);

    assertThat(names(automations.tasks())).containsExactly("t");
    assertThat(texts(automations))
        .containsExactly(
            FILE + ": version is passed over, it has no effect here",
            FILE + ": services.s.readinessTimeout is passed over, it has no effect here",
            FILE + ": services.s.commands.restart is passed over, it has no effect here",
            FILE
                + ": services.s.triggeredBy: boot is passed over, it is none of manual, prebuild,"
                + " beforeSnapshot, postEnvironmentStart, postDevcontainerStart, postMachineStart",
            FILE + ": tasks.t.dependson is passed over, it has no effect here",
            FILE
                + ": tasks.t.triggeredBy: pre-build is passed over, it is none of manual, prebuild,"
                + " beforeSnapshot, postEnvironmentStart, postDevcontainerStart, postMachineStart");
  }

  @Test
  void numbersAndDatesAndTheLikeAreTexts() {
    Automations automations =
        read(
            """
            tasks:
              1: {command: 0755, triggeredBy: [prebuild], dependsOn: [2026-01-01, on]}
              2026-01-01: {command: yes}
              on: {command: 1e3}
            """);

    assertThat(names(automations.tasks())).containsExactly("2026-01-01", "on", "1");
    assertThat(automations.tasks().getLast().parts().getFirst().command())
        .isEqualTo(new Command.Shell("0755"));
  }

  @Test
  void anchorsAndMergesAreFollowed() {
    Automations automations =
        read(
            """
            tasks:
              a: &base {command: make, triggeredBy: &when [prebuild]}
              b: {<<: *base, command: make test}
              c: {command: x, triggeredBy: *when}
            """);

    assertThat(names(automations.tasks())).containsExactly("a", "b", "c");
    assertThat(automations.tasks().get(1).parts().getFirst().command())
        .isEqualTo(new Command.Shell("make test"));
  }
}
