package dev.prebuild.agent.engine;

import dev.prebuild.pool.claim.Environment;
import dev.prebuild.pool.instance.Instance;
import java.util.Optional;
import java.util.UUID;

/**
 * Tells by labels and name what a container is to this agent; the rest is left alone. What neither
 * can tell, since it changes, is in the records beside the containers.
 */
final class Classifier {
  private final String owner;
  private final ReadyMarkers markers;
  private final ClaimedClasses classes;

  /**
   * @param runnerId whose containers are ours
   */
  Classifier(UUID runnerId, ReadyMarkers markers, ClaimedClasses classes) {
    this.owner = runnerId.toString();
    this.markers = markers;
    this.classes = classes;
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

  private Environment environment(UUID environmentId, InstanceLabels labels, ContainerFacts facts) {
    return new Environment(
        environmentId,
        labels.instanceId(),
        facts.id(),
        facts.name(),
        labels.projectId(),
        classes
            .find(labels.instanceId())
            .map(ClaimedClasses.Claimed::classId)
            .orElse(labels.classId()),
        labels.snapshotId(),
        facts.createdAt(),
        facts.isRunning(),
        facts.address());
  }

  private Instance instance(InstanceLabels labels, ContainerFacts facts) {
    return new Instance(
        labels.instanceId(),
        facts.id(),
        labels.poolId(),
        labels.snapshotId(),
        facts.createdAt(),
        state(labels, facts),
        facts.address());
  }

  /** Only the idle command's own way out, on the engine's TERM, counts as an orderly stop. */
  private Instance.State state(InstanceLabels labels, ContainerFacts facts) {
    return switch (facts.status()) {
      case "running", "paused" -> runningState(labels, facts);
      case "exited" -> facts.exitCode() == 0 ? Instance.State.STOPPED : Instance.State.DEAD;
      default -> Instance.State.DEAD;
    };
  }

  private Instance.State runningState(InstanceLabels labels, ContainerFacts facts) {
    return switch (facts.health()) {
      case UNHEALTHY -> Instance.State.DEAD;
      case STARTING -> Instance.State.UNREADY;
      case HEALTHY, UNCHECKED ->
          !labels.isAwaited() || markers.covers(labels.instanceId(), facts.startedAt())
              ? Instance.State.RUNNING
              : Instance.State.UNREADY;
    };
  }
}
