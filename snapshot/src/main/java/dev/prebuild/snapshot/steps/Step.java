package dev.prebuild.snapshot.steps;

import java.util.List;
import java.util.Set;

/**
 * A step of a prebuild.
 *
 * @param name unique among the lifecycle, and among the tasks, of its prebuild
 * @param parts run side by side; the step has succeeded when all of them have
 * @param needs names of earlier steps of the lifecycle, or of the tasks; it is skipped unless all
 *     of them have succeeded
 * @param requiresSuccess whether the prebuild fails unless this step succeeds; else that is a
 *     warning
 */
public record Step(String name, List<Part> parts, Set<String> needs, boolean requiresSuccess) {
  public Step {
    parts = List.copyOf(parts);
    needs = Set.copyOf(needs);
  }

  /** A step of one part. */
  public static Step of(String name, Command command, Set<String> needs, boolean requiresSuccess) {
    return new Step(name, List.of(new Part("", command)), needs, requiresSuccess);
  }

  /**
   * One of the commands of a step.
   *
   * @param name empty if it is the only one
   */
  public record Part(String name, Command command) {}
}
