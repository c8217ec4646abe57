package dev.prebuild.snapshot.devcontainer;

import static dev.prebuild.snapshot.devcontainer.Repositories.devContainer;
import static dev.prebuild.snapshot.devcontainer.Repositories.names;
import static dev.prebuild.snapshot.devcontainer.Repositories.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.prebuild.snapshot.steps.Command;
import dev.prebuild.snapshot.steps.Step;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LifecycleTest {
  private static final List<String> COMMANDS =
      List.of("initializeCommand", "onCreateCommand", "updateContentCommand");

  static final List<Arguments> FORMS =
      List.of(
          arguments("'a && b'", List.of(new Step.Part("", new Command.Shell("a && b")))),
          arguments(
              "['a', '&&', '', 'b c']",
              List.of(new Step.Part("", new Command.Exec(List.of("a", "&&", "", "b c"))))),
          arguments(
              "{'one': 'a b', 'two': ['c', 'd'], 'none': '', 'nothing': null, 'empty': []}",
              List.of(
                  new Step.Part("one", new Command.Shell("a b")),
                  new Step.Part("two", new Command.Exec(List.of("c", "d"))))),
          arguments(
              "'cd ${containerWorkspaceFolder} && ${UNKNOWN}'",
              List.of(new Step.Part("", new Command.Shell("cd /workspaces/app && ${UNKNOWN}")))),
          arguments(
              "['ls', '${localEnv:A:b}']",
              List.of(new Step.Part("", new Command.Exec(List.of("ls", "b"))))));

  @ParameterizedTest
  @FieldSource("FORMS")
  void eachCommandHasThreeForms(String form, List<Step.Part> parts) {
    for (String command : COMMANDS) {
      List<Step> lifecycle =
          devContainer("{'%s': %s}".formatted(command, form).replace('\'', '"')).lifecycle();

      assertThat(lifecycle).containsExactly(new Step(command, parts, Set.of(), false));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"''", "'  '", "[]", "{}", "null", "{'a': ''}", "{'a': null, 'b': []}"})
  void nothingToRunIsNoStep(String form) {
    for (String command : COMMANDS) {
      assertThat(devContainer("{'%s': %s}".formatted(command, form).replace('\'', '"')).lifecycle())
          .isEmpty();
    }
  }

  @Test
  void stepsComeInOrderAndEachNeedsAllBeforeIt() {
    List<Step> steps =
        devContainer(
                """
                {
                  "postAttachCommand": "e", "postStartCommand": "d", "postCreateCommand": "c",
                  "updateContentCommand": "b", "onCreateCommand": "a", "initializeCommand": "0"
                }
                """,
                """
                [
                  {"onCreateCommand": "x", "updateContentCommand": "y", "postCreateCommand": "z"},
                  {"onCreateCommand": ["w"], "initializeCommand": "not from an image"}
                ]
                """)
            .lifecycle();

    assertThat(names(steps))
        .containsExactly(
            "initializeCommand",
            "onCreateCommand (image)",
            "onCreateCommand (image, 2)",
            "onCreateCommand",
            "updateContentCommand (image)",
            "updateContentCommand");
    for (int i = 0; i < steps.size(); i++) {
      assertThat(steps.get(i).needs()).containsOnlyOnceElementsOf(names(steps.subList(0, i)));
      assertThat(steps.get(i).needs()).hasSize(i);
      assertThat(steps.get(i).requiresSuccess()).isFalse();
    }
  }

  @Test
  void commandsSideBySideHaveALimit() {
    String many =
        IntStream.rangeClosed(0, LifecycleCommand.MOST_PARTS)
            .mapToObj(i -> "\"c%d\": \"x\"".formatted(i))
            .collect(Collectors.joining(","));

    assertThatThrownBy(() -> request("{\"onCreateCommand\": {%s}}".formatted(many)))
        .hasMessageEndingWith("onCreateCommand must be an object of at most 64 commands");
  }

  @Test
  void aNameOfACommandHasNoControlCharacters() {
    assertThatThrownBy(() -> request("{\"onCreateCommand\": {\"a\\nb\": \"x\"}}"))
        .hasMessageEndingWith("must be an object of names without control characters");
  }
}
