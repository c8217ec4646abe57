package dev.prebuild.snapshot.automations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prebuild.snapshot.FakeTree;
import dev.prebuild.snapshot.source.UnreadableSourceException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

final class LimitedYamlTest {
  private static final String FILE = ".ona/automations.yaml";
  private static final int MANY = LimitedYaml.MOST_BYTES - 100;

  private static Automations read(String yaml) {
    return Automations.read(new FakeTree().with(FILE, yaml));
  }

  private static String laughs() {
    return "a0: &a0 [x]\n"
        + IntStream.rangeClosed(1, 30)
            .mapToObj(i -> "a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1))
            .collect(Collectors.joining())
        + "tasks: {}\n";
  }

  private static String tasks(int count) {
    return "tasks:\n"
        + IntStream.range(0, count)
            .mapToObj("  t%d: {command: x}\n"::formatted)
            .collect(Collectors.joining());
  }

  static final List<Named<String>> NO_YAML =
      List.of(
          Named.of("a tab", "tasks:\n\ta: {command: x}"),
          Named.of("an open list", "tasks: [a"),
          Named.of("twice the same", "tasks:\n  a: {command: x}\n  a: {command: y}"),
          Named.of("twice the same field", "tasks: {a: {command: x, command: y}}"),
          Named.of("an unknown alias", "tasks: *none"),
          Named.of("two documents", "tasks: {}\n---\ntasks: {}"),
          Named.of("a class", "other: !!javax.script.ScriptEngineManager []"),
          Named.of("another class", "other: !<tag:yaml.org,2002:java.net.URL> [http://a]"),
          Named.of("a tag", "other: !custom {}"),
          Named.of("a number's tag", "other: !!int " + "9".repeat(MANY)),
          Named.of("binary", "other: !!binary aaaa"),
          Named.of("control characters", "tasks: \u0001\u0002"),
          Named.of("garbage", "\uFFFD%@`{{{\u0000"),
          Named.of("many brackets", "tasks: " + "[".repeat(MANY)),
          Named.of("many braces", "{".repeat(MANY)),
          Named.of("many dashes", "- ".repeat(MANY / 2)),
          Named.of("many questions", "? ".repeat(MANY / 2)),
          Named.of("a billion laughs", laughs()),
          Named.of("a key in itself", "tasks: &a {? *a : x}"));

  @ParameterizedTest
  @FieldSource("NO_YAML")
  void whatCannotBeReadIsRefusedInAShortMessageThatNamesTheFile(String yaml) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(InvalidAutomationsException.class)
        .message()
        .startsWith(FILE + " cannot be read as YAML")
        .hasSizeLessThan(300)
        .doesNotContainPattern("\\p{Cntrl}");
  }

  @Test
  void theMessageSaysWhere() {
    assertThatThrownBy(() -> read("tasks:\n  a:\n\tcommand: x"))
        .hasMessageStartingWith(FILE + " cannot be read as YAML, line 3, column 1: ");
  }

  @Test
  void aMapMergedIntoItselfIsHarmless() {
    assertThat(read("tasks: &a {<<: *a}")).isEqualTo(Automations.NONE);
  }

  @Test
  void aTaskInItselfIsNoTask() {
    assertThatThrownBy(() -> read("tasks: &a {b: *a}"))
        .hasMessageStartingWith(FILE + ": tasks.b.command must be there");
  }

  @Test
  void tasksHaveALimit() {
    assertThatThrownBy(() -> read(tasks(Ids.MOST + 1)))
        .isInstanceOf(InvalidAutomationsException.class)
        .hasMessage(FILE + ": tasks has 201 entries; at most 200 are taken");
  }

  @Test
  void asManyTasksAsTheLimitSaysAreRead() {
    assertThat(read(tasks(Ids.MOST))).isEqualTo(Automations.NONE);
  }

  @Test
  void oneThatIsTooLargeIsNotRead() {
    assertThatThrownBy(() -> read("#".repeat(LimitedYaml.MOST_BYTES + 1)))
        .isInstanceOf(UnreadableSourceException.class);
  }

  @Test
  void aLargeOneIsRead() {
    assertThat(
            read("#".repeat(MANY) + "\ntasks: {a: {command: x, triggeredBy: [prebuild]}}").tasks())
        .hasSize(1);
  }
}
