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
 */
public record StepPlan(
    List<Step> lifecycle,
    List<Service> services,
    List<Step> tasks,
    Map<String, String> environment) {
  public StepPlan {
    lifecycle = List.copyOf(lifecycle);
    services = List.copyOf(services);
    tasks = List.copyOf(tasks);
    environment = Map.copyOf(environment);
  }

  /** Every step, in the order in which they run; a step's number is its place in it. */
  public List<Step> steps() {
    return Stream.concat(lifecycle.stream(), tasks.stream()).toList();
  }
}
