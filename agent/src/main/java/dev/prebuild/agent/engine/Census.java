package dev.prebuild.agent.engine;

import java.util.List;

/**
 * How much of a runner an engine holds.
 *
 * @param instances idle ones, of all pools, in whatever state
 * @param environments claimed ones, running or not
 */
public record Census(int instances, int environments) {
  static Census of(List<ContainerFacts> containers, Classifier classifier) {
    return new Census(
        Math.toIntExact(
            containers.stream().filter(facts -> classifier.instance(facts).isPresent()).count()),
        Math.toIntExact(
            containers.stream()
                .filter(facts -> classifier.environment(facts).isPresent())
                .count()));
  }
}
