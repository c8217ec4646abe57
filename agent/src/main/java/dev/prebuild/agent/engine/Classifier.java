package dev.prebuild.agent.engine;

import dev.prebuild.pool.claim.Environment;
import dev.prebuild.pool.instance.Instance;
import java.util.Optional;
import java.util.UUID;

/** Tells by labels and name what a container is to this agent; the rest is left alone. */
final class Classifier {
  private final String owner;

  /**
   * @param runnerId whose containers are ours
   */
  Classifier(UUID runnerId) {
    this.owner = runnerId.toString();
  }

  /** The instance in a pool that a container is, if it is one. */
  Optional<Instance> instance(ContainerFacts facts) {
    return Naming.isWarm(facts.name())
        ? labels(facts).map(labels -> instance(labels, facts))
        : Optional.empty();
  }

  /** The environment that a container is, if it is one. */
  Optional<Environment> environment(ContainerFacts facts) {
    return Naming.environmentId(facts.name())
        .flatMap(id -> labels(facts).map(labels -> environment(id, labels, facts)));
  }

  /** The prebuild that a container runs, or proves the snapshot of, if it does. */
  Optional<UUID> prebuild(ContainerFacts facts) {
    if (isOurs(facts, Naming.PREBUILD)) {
      return Naming.prebuildId(facts.name());
    }
    return isOurs(facts, Naming.PROOF) ? Naming.proofId(facts.name()) : Optional.empty();
  }

  private Optional<InstanceLabels> labels(ContainerFacts facts) {
    return isOurs(facts, Naming.INSTANCE) ? InstanceLabels.read(facts.labels()) : Optional.empty();
  }

  private boolean isOurs(ContainerFacts facts, String role) {
    return owner.equals(facts.labels().get(Naming.OWNER))
        && role.equals(facts.labels().get(Naming.ROLE));
  }

  private static Environment environment(
      UUID environmentId, InstanceLabels labels, ContainerFacts facts) {
    return new Environment(
        environmentId,
        labels.instanceId(),
        facts.id(),
        facts.name(),
        labels.projectId(),
        labels.classId(),
        labels.snapshotId(),
        facts.createdAt(),
        facts.isRunning(),
        facts.address());
  }

  private static Instance instance(InstanceLabels labels, ContainerFacts facts) {
    return new Instance(
        labels.instanceId(),
        facts.id(),
        labels.poolId(),
        labels.snapshotId(),
        facts.createdAt(),
        state(facts),
        facts.address());
  }

  /** Only the idle command's own way out, on the engine's TERM, counts as an orderly stop. */
  private static Instance.State state(ContainerFacts facts) {
    return switch (facts.status()) {
      case "running" -> Instance.State.RUNNING;
      case "exited" -> facts.exitCode() == 0 ? Instance.State.STOPPED : Instance.State.DEAD;
      default -> Instance.State.DEAD;
    };
  }
}
