package dev.prebuild.snapshot.automations;

import dev.prebuild.snapshot.messages.Warnings;
import dev.prebuild.snapshot.steps.Command;
import dev.prebuild.snapshot.steps.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which tasks run in a prebuild: those that its triggers start, and what these need. */
final class TaskSelection {
  private final String file;
  private final List<TaskDefinition> ordered;
  private final Warnings warnings;
  private final Set<String> leftOut = new HashSet<>();

  /**
   * A selection.
   *
   * @param ordered all tasks, each after what it needs
   */
  TaskSelection(String file, List<TaskDefinition> ordered, Warnings warnings) {
    this.file = file;
    this.ordered = List.copyOf(ordered);
    this.warnings = warnings;
  }

  /** Those of a trigger and what they need, in order; without some that are there already. */
  List<Step> steps(Trigger trigger, List<Step> already) {
    Set<String> wanted = wanted(trigger);
    already.forEach(step -> wanted.remove(step.name()));
    List<Step> steps = new ArrayList<>();
    for (TaskDefinition task : ordered) {
      if (wanted.contains(task.id()) && isUsable(task)) {
        steps.add(
            Step.of(
                task.id(),
                new Command.Shell(task.command()),
                task.needs(),
                task.requiresSuccess()));
      }
    }
    return steps;
  }

  private Set<String> wanted(Trigger trigger) {
    Set<String> wanted = new HashSet<>();
    for (TaskDefinition task : ordered.reversed()) {
      if (task.triggers().contains(trigger) || wanted.contains(task.id())) {
        wanted.add(task.id());
        wanted.addAll(task.needs());
      }
    }
    return wanted;
  }

  /** Warns, once, of a task that cannot be run here. */
  private boolean isUsable(TaskDefinition task) {
    if (leftOut.contains(task.id())) {
      return false;
    }
    Optional<String> obstacle = obstacle(task);
    obstacle.ifPresent(why -> leaveOut(task, why));
    return obstacle.isEmpty();
  }

  private Optional<String> obstacle(TaskDefinition task) {
    return task.elsewhere()
        .map(place -> "it runs on %s, and a prebuild has the dev container alone".formatted(place))
        .or(
            () ->
                task.needs().stream()
                    .filter(leftOut::contains)
                    .findFirst()
                    .map("it depends on %s, which is left out"::formatted));
  }

  private void leaveOut(TaskDefinition task, String why) {
    if (task.requiresSuccess()) {
      throw new InvalidAutomationsException(
          "%s: task %s has prebuildRequiresSuccess, but cannot run in a prebuild: %s"
              .formatted(file, task.id(), why));
    }
    leftOut.add(task.id());
    warnings.add("%s: task %s is left out: %s".formatted(file, task.id(), why));
  }
}
