package dev.prebuild.snapshot.automations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prebuild.snapshot.FakeTree;
import dev.prebuild.snapshot.Seeds;
import dev.prebuild.snapshot.steps.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Laws that hold for any tasks. */
final class TaskOrderTest {
  private static final int SITUATIONS = 500;
  private static final String FILE = ".ona/automations.yaml";
  private static final List<Trigger> TRIGGERS = List.of(Trigger.values());
  private static final Set<Trigger> STARTED = Set.of(Trigger.PREBUILD, Trigger.BEFORE_SNAPSHOT);

  /** Tasks in any order in the file, whose dependencies go round nowhere. */
  private static Map<String, TaskDefinition> tasks(RandomGenerator random) {
    int count = random.nextInt(1, 20);
    double density = random.nextDouble();
    List<TaskDefinition> tasks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Set<String> needs = new LinkedHashSet<>();
      for (int j = 0; j < i; j++) {
        if (random.nextDouble() < density) {
          needs.add("t" + j);
        }
      }
      tasks.add(task("t" + i, needs, triggers(random)));
    }
    Collections.shuffle(tasks, Random.from(random));
    Map<String, TaskDefinition> byId = new LinkedHashMap<>();
    tasks.forEach(task -> byId.put(task.id(), task));
    return byId;
  }

  private static Set<Trigger> triggers(RandomGenerator random) {
    return Set.of(TRIGGERS.get(random.nextInt(TRIGGERS.size())));
  }

  private static TaskDefinition task(String id, Set<String> needs, Set<Trigger> triggers) {
    return new TaskDefinition(id, "x", needs, triggers, Optional.empty(), false);
  }

  private static TaskDefinition of(Map<String, TaskDefinition> tasks, String id) {
    return Optional.ofNullable(tasks.get(id)).orElseThrow();
  }

  @Test
  void eachTaskComesOnceAndAfterWhatItNeeds() {
    Seeds.each(
        SITUATIONS,
        random -> {
          Map<String, TaskDefinition> tasks = tasks(random);
          List<String> order =
              TaskOrder.of("file", tasks).stream().map(TaskDefinition::id).toList();

          assertThat(order).containsExactlyInAnyOrderElementsOf(tasks.keySet());
          for (String id : order) {
            assertThat(order.subList(0, order.indexOf(id))).containsAll(of(tasks, id).needs());
          }
        });
  }

  @Test
  void aTaskComesBehindALaterOneOfTheFileOnlyIfItHasTo() {
    Seeds.each(
        SITUATIONS,
        random -> {
          Map<String, TaskDefinition> tasks = tasks(random);
          List<String> file = List.copyOf(tasks.keySet());
          List<String> order =
              TaskOrder.of("file", tasks).stream().map(TaskDefinition::id).toList();

          for (int i = 1; i < order.size(); i++) {
            boolean isBack = file.indexOf(order.get(i)) < file.indexOf(order.get(i - 1));
            assertThat(!isBack || of(tasks, order.get(i)).needs().contains(order.get(i - 1)))
                .as("%s behind %s", order.get(i), order.get(i - 1))
                .isTrue();
          }
        });
  }

  @Test
  void aCircleIsWrittenOut() {
    Seeds.each(
        SITUATIONS,
        random -> {
          Map<String, TaskDefinition> tasks = new LinkedHashMap<>(tasks(random));
          List<String> order =
              TaskOrder.of("file", tasks).stream().map(TaskDefinition::id).toList();
          int last = random.nextInt(order.size());
          for (int i = 0; i <= last; i++) {
            String needed = order.get(i == 0 ? last : i - 1);
            Set<String> needs = new LinkedHashSet<>(of(tasks, order.get(i)).needs());
            needs.add(needed);
            tasks.put(order.get(i), task(order.get(i), needs, Set.of()));
          }

          assertThatThrownBy(() -> TaskOrder.of("file", tasks))
              .isInstanceOf(InvalidAutomationsException.class)
              .satisfies(e -> assertIsCircle(String.valueOf(e.getMessage()), tasks));
        });
  }

  private static void assertIsCircle(String message, Map<String, TaskDefinition> tasks) {
    List<String> circle =
        Stream.of(message.replaceFirst(".*circle: ", "").split(" → ", -1)).toList();
    assertThat(circle).hasSizeGreaterThan(1);
    assertThat(circle.getFirst()).isEqualTo(circle.getLast());
    assertThat(circle.subList(1, circle.size())).doesNotHaveDuplicates();
    for (int i = 1; i < circle.size(); i++) {
      assertThat(of(tasks, circle.get(i - 1)).needs()).contains(circle.get(i));
    }
  }

  @Test
  void whatATaskNeedsIsAmongTheTasksBeforeIt() {
    Seeds.each(
        SITUATIONS,
        random -> {
          Map<String, TaskDefinition> tasks = tasks(random);
          Automations automations = Automations.read(new FakeTree().with(FILE, yaml(tasks)));

          Set<String> before = new LinkedHashSet<>();
          for (Step step :
              Stream.concat(automations.tasks().stream(), automations.lastTasks().stream())
                  .toList()) {
            assertThat(before).containsAll(step.needs()).doesNotContain(step.name());
            before.add(step.name());
          }
          tasks.values().stream()
              .filter(task -> !Collections.disjoint(task.triggers(), STARTED))
              .forEach(task -> assertThat(before).contains(task.id()));
        });
  }

  private static String yaml(Map<String, TaskDefinition> tasks) {
    StringBuilder yaml = new StringBuilder("tasks:\n");
    for (TaskDefinition task : tasks.values()) {
      String trigger =
          task.triggers().contains(Trigger.PREBUILD)
              ? "prebuild"
              : task.triggers().contains(Trigger.BEFORE_SNAPSHOT) ? "beforeSnapshot" : "manual";
      yaml.append(
          "  %s: {command: x, triggeredBy: [%s], dependsOn: [%s]}\n"
              .formatted(task.id(), trigger, String.join(", ", task.needs())));
    }
    return yaml.toString();
  }
}
