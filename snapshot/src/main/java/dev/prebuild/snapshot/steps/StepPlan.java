package dev.prebuild.snapshot.steps;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * All that a prebuild's container runs: the lifecycle, then the tasks with the services beside
 * them.
 *
 * @param lifecycle commands of the dev container, in order
 * @param services started before the first task, stopped after the last
 * @param tasks in order
 * @param environment variables of all these, on top of the container's own
 * @param excluded absolute paths, with the shell's patterns, that are removed when all is done
 */
public record StepPlan(
    List<Step> lifecycle,
    List<Service> services,
    List<Step> tasks,
    Map<String, String> environment,
    List<String> excluded) {
  public StepPlan {
    lifecycle = List.copyOf(lifecycle);
    services = List.copyOf(services);
    tasks = List.copyOf(tasks);
    environment = Map.copyOf(environment);
    excluded = List.copyOf(excluded);
  }

  /** One that leaves all that it makes. */
  public StepPlan(
      List<Step> lifecycle,
      List<Service> services,
      List<Step> tasks,
      Map<String, String> environment) {
    this(lifecycle, services, tasks, environment, List.of());
  }

  /** Every step, in the order in which they run; a step's number is its place in it. */
  public List<Step> steps() {
    return Stream.concat(lifecycle.stream(), tasks.stream()).toList();
  }
}
