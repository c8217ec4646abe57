package dev.prebuild.snapshot.automations;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Puts tasks in order: each after what it needs, and where that leaves a choice, as in the file.
 */
final class TaskOrder {
  private TaskOrder() {}

  /**
   * All of them in order.
   *
   * @param tasks by id, in the file's order; what they need is among them
   * @throws InvalidAutomationsException if they need one another in a circle
   */
  static List<TaskDefinition> of(String file, Map<String, TaskDefinition> tasks) {
    Set<String> placed = new LinkedHashSet<>();
    while (placed.size() < tasks.size()) {
      TaskDefinition next =
          first(tasks.values(), placed)
              .orElseThrow(
                  () ->
                      new InvalidAutomationsException(
                          "%s: tasks depend on one another in a circle: %s"
                              .formatted(file, String.join(" → ", circle(tasks, placed)))));
      placed.add(next.id());
    }
    return placed.stream().flatMap(id -> Optional.ofNullable(tasks.get(id)).stream()).toList();
  }

  private static Optional<TaskDefinition> first(
      Collection<TaskDefinition> tasks, Set<String> placed) {
    return tasks.stream()
        .filter(task -> !placed.contains(task.id()) && placed.containsAll(task.needs()))
        .findFirst();
  }

  /** Each task that is left needs another that is left, so following them comes round. */
  private static List<String> circle(Map<String, TaskDefinition> tasks, Set<String> placed) {
    List<String> way = new ArrayList<>();
    Optional<String> next = tasks.keySet().stream().filter(id -> !placed.contains(id)).findFirst();
    while (next.isPresent() && !way.contains(next.get())) {
      way.add(next.get());
      next =
          Optional.ofNullable(tasks.get(next.get())).stream()
              .flatMap(task -> task.needs().stream())
              .filter(id -> !placed.contains(id))
              .findFirst();
    }
    next.ifPresent(way::add);
    return way.subList(way.indexOf(way.getLast()), way.size());
  }
}
