package dev.prebuild.pool.simulation;

import static dev.prebuild.pool.instance.Instance.State.RUNNING;

import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.pool.claim.Environment;
import dev.prebuild.pool.instance.Instance;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** What a container is when one thing about it has changed. */
final class Containers {
  private Containers() {}

  static Instance in(Instance.State state, Instance instance) {
    return new Instance(
        instance.id(),
        instance.containerId(),
        instance.poolId(),
        instance.snapshotId(),
        instance.createdAt(),
        state,
        state == RUNNING ? Optional.of("10.0.0.1") : Optional.empty());
  }

  static Environment environment(
      ClaimRequest request,
      UUID instanceId,
      String containerId,
      UUID snapshotId,
      Instant createdAt,
      Optional<String> address) {
    return new Environment(
        request.environmentId(),
        instanceId,
        containerId,
        "env-" + request.environmentId(),
        request.projectId(),
        request.environmentClassId(),
        snapshotId,
        createdAt,
        address.isPresent(),
        address);
  }

  static Environment running(Environment environment, Optional<String> address) {
    return new Environment(
        environment.id(),
        environment.instanceId(),
        environment.containerId(),
        environment.name(),
        environment.projectId(),
        environment.environmentClassId(),
        environment.snapshotId(),
        environment.createdAt(),
        address.isPresent(),
        address);
  }
}
