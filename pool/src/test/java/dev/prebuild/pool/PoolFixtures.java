package dev.prebuild.pool;

import dev.prebuild.config.spec.Allowances;
import dev.prebuild.config.spec.EnvironmentClass;
import dev.prebuild.config.spec.Limits;
import dev.prebuild.config.spec.Standby;
import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.pool.claim.Environment;
import dev.prebuild.pool.instance.Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Values that the tests of this module share. */
public final class PoolFixtures {
  public static final UUID POOL = new UUID(1, 1);
  public static final UUID PROJECT = new UUID(2, 1);
  public static final UUID OLD_SNAPSHOT = new UUID(3, 1);
  public static final UUID SNAPSHOT = new UUID(3, 2);
  public static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  public static final EnvironmentClass SMALL =
      new EnvironmentClass(
          new UUID(4, 1), "small", "debian:12", Limits.NONE, Allowances.NONE, Standby.PLAIN);

  private PoolFixtures() {}

  public static WarmPoolSpec spec(int minSize, int maxSize) {
    return spec(minSize, maxSize, Optional.of(SNAPSHOT));
  }

  public static WarmPoolSpec spec(int minSize, int maxSize, Optional<UUID> snapshotId) {
    return new WarmPoolSpec(
        POOL, PROJECT, SMALL, minSize, maxSize, snapshotId, Optional.empty(), false, 0);
  }

  /** The greater the number, the younger. */
  public static Instance instance(int number, Instance.State state) {
    return instance(number, state, SNAPSHOT);
  }

  public static Instance instance(int number, Instance.State state, UUID snapshotId) {
    return new Instance(
        new UUID(5, number),
        "container-" + number,
        POOL,
        snapshotId,
        NOW.minusSeconds(1_000L - number),
        state,
        Optional.empty());
  }

  public static ClaimRequest request(int number) {
    return new ClaimRequest(
        new UUID(6, number), PROJECT, SMALL.id(), Map.of(), Map.of(), Duration.ZERO);
  }

  public static Environment environment(ClaimRequest request, Instance instance) {
    return new Environment(
        request.environmentId(),
        instance.id(),
        instance.containerId(),
        "env-" + request.environmentId(),
        request.projectId(),
        request.environmentClassId(),
        instance.snapshotId(),
        NOW,
        true,
        Optional.of("10.0.0.1"));
  }
}
