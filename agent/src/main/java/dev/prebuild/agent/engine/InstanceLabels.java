package dev.prebuild.agent.engine;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What the labels of an instance say, in its pool and after it was claimed.
 *
 * @param instanceId names its private folder
 * @param poolId that it was made for
 * @param classId of that pool
 * @param isAwaited whether it is ready only once its health check and its class's command have
 *     passed, rather than as soon as it runs
 */
record InstanceLabels(
    String owner,
    UUID instanceId,
    UUID poolId,
    UUID projectId,
    UUID classId,
    UUID snapshotId,
    boolean isAwaited) {

  /**
   * Empty if one is missing or makes no sense, or if the container has another role: it inherits
   * the labels of its image, which anybody may have made.
   */
  static Optional<InstanceLabels> read(Map<String, String> labels) {
    if (!Naming.INSTANCE.equals(labels.get(Naming.ROLE))) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new InstanceLabels(
              labels.getOrDefault(Naming.OWNER, ""),
              id(labels, Naming.INSTANCE_ID),
              id(labels, Naming.POOL_ID),
              id(labels, Naming.PROJECT_ID),
              id(labels, Naming.CLASS_ID),
              id(labels, Naming.SNAPSHOT_ID),
              Naming.AWAITED.equals(labels.get(Naming.READINESS))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static UUID id(Map<String, String> labels, String key) {
    return UUID.fromString(labels.getOrDefault(key, ""));
  }

  Map<String, String> toMap() {
    return Map.of(
        Naming.OWNER, owner,
        Naming.ROLE, Naming.INSTANCE,
        Naming.INSTANCE_ID, instanceId.toString(),
        Naming.POOL_ID, poolId.toString(),
        Naming.PROJECT_ID, projectId.toString(),
        Naming.CLASS_ID, classId.toString(),
        Naming.SNAPSHOT_ID, snapshotId.toString(),
        Naming.READINESS, isAwaited ? Naming.AWAITED : Naming.RUNS);
  }
}
