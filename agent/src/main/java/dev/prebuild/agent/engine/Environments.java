package dev.prebuild.agent.engine;

import dev.prebuild.pool.claim.Environment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Claimed instances. The engine is asked for the truth; beside it, what was last seen is
 * remembered, so that a claim need not ask whether it is the first.
 */
public final class Environments {
  private final Containers containers;
  private final Belongings belongings;
  private final Classifier classifier;
  private final Map<UUID, Environment> remembered = new ConcurrentHashMap<>();

  Environments(Containers containers, Belongings belongings, Classifier classifier) {
    this.containers = containers;
    this.belongings = belongings;
    this.classifier = classifier;
  }

  /** All environments on this host, by the engine's word. */
  public List<Environment> list() {
    return containers.list().stream()
        .map(classifier::environment)
        .flatMap(Optional::stream)
        .toList();
  }

  /** One environment, by the engine's word. */
  public Optional<Environment> find(UUID environmentId) {
    return containers.find(Naming.environment(environmentId)).flatMap(classifier::environment);
  }

  /**
   * Removes an environment with all that belongs to it.
   *
   * @return whether there was one
   */
  public boolean remove(UUID environmentId) {
    Optional<Environment> environment = find(environmentId);
    environment.ifPresent(
        found -> {
          containers.remove(found.name());
          belongings.remove(found.instanceId());
        });
    remembered.remove(environmentId);
    return environment.isPresent();
  }

  /** One environment from memory; one that was claimed a moment ago may be missing. */
  Optional<Environment> known(UUID environmentId) {
    return Optional.ofNullable(remembered.get(environmentId));
  }

  void remember(Environment environment) {
    remembered.put(environment.id(), environment);
  }

  /** The container of this instance was removed, by whomever; what belongs to it goes along. */
  void forget(UUID instanceId) {
    remembered.values().removeIf(environment -> environment.instanceId().equals(instanceId));
    belongings.remove(instanceId);
  }
}
