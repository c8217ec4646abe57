package dev.prebuild.snapshot.automations;

import dev.prebuild.snapshot.messages.Warnings;
import dev.prebuild.snapshot.source.SourceTree;
import dev.prebuild.snapshot.steps.Service;
import dev.prebuild.snapshot.steps.Step;
import dev.prebuild.snapshot.steps.Warning;
import java.util.List;
import java.util.Set;

/**
 * What the automations file of a repository has for its prebuilds.
 *
 * @param services in the order in which the file names them
 * @param tasks those of the trigger {@code prebuild}, each after what it depends on
 * @param lastTasks those of the trigger {@code beforeSnapshot} likewise, without the others
 * @param warnings what was left out
 */
public record Automations(
    List<Service> services, List<Step> tasks, List<Step> lastTasks, List<Warning> warnings) {
  /** Those of a repository without a file. */
  public static final Automations NONE =
      new Automations(List.of(), List.of(), List.of(), List.of());

  private static final List<String> PATHS =
      List.of(".ona/automations.yaml", ".gitpod/automations.yaml");

  public Automations {
    services = List.copyOf(services);
    tasks = List.copyOf(tasks);
    lastTasks = List.copyOf(lastTasks);
    warnings = List.copyOf(warnings);
  }

  /**
   * Finds and reads the file.
   *
   * @throws InvalidAutomationsException if it makes no sense
   */
  public static Automations read(SourceTree tree) {
    List<String> paths =
        PATHS.stream().filter(path -> tree.read(path, LimitedYaml.MOST_BYTES).isPresent()).toList();
    return paths.isEmpty() ? NONE : read(tree, paths);
  }

  private static Automations read(SourceTree tree, List<String> paths) {
    String path = paths.getFirst();
    Warnings warnings = new Warnings("automations");
    if (paths.size() > 1) {
      warnings.add("%s is used, %s is passed over".formatted(path, paths.getLast()));
    }
    return tree.read(path, LimitedYaml.MOST_BYTES)
        .flatMap(text -> LimitedYaml.read(path, text))
        .map(content -> of(Fields.root(path, content), warnings))
        .orElseGet(() -> new Automations(List.of(), List.of(), List.of(), warnings.all()));
  }

  private static Automations of(Fields file, Warnings warnings) {
    file.warnOfOthers(warnings, Set.of("services", "tasks"));
    List<Service> services = ServiceDefinition.readAll(file, warnings);
    TaskSelection selection =
        new TaskSelection(
            file.file(),
            TaskOrder.of(file.file(), TaskDefinition.readAll(file, warnings)),
            warnings);
    List<Step> tasks = selection.steps(Trigger.PREBUILD, List.of());
    List<Step> lastTasks = selection.steps(Trigger.BEFORE_SNAPSHOT, tasks);
    return new Automations(services, tasks, lastTasks, warnings.all());
  }
}
