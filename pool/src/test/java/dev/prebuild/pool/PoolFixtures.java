package dev.prebuild.pool;

import dev.prebuild.config.spec.Allowances;
import dev.prebuild.config.spec.EnvironmentClass;
import dev.prebuild.config.spec.Limits;
import dev.prebuild.config.spec.Standby;
import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.pool.claim.Environment;
import dev.prebuild.pool.instance.Instance;
import dev.prebuild.pool.plan.Backoff;
import dev.prebuild.pool.plan.Health;
import dev.prebuild.pool.plan.Lifetime;
import dev.prebuild.pool.plan.Urgency;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

  public static final EnvironmentClass SLOW =
      new EnvironmentClass(
          new UUID(4, 2),
          "slow",
          "debian:12",
          Limits.NONE,
          Allowances.NONE,
          new Standby(List.of("true"), Duration.ofSeconds(30), false));

  public static final Urgency URGENCY = Urgency.of(Urgency.Rank.RUNNING);

  /** Longer than any test takes. */
  public static final Lifetime LIFETIME = new Lifetime(Duration.ofDays(1_000));

  private PoolFixtures() {}

  /** What follows for the wanted snapshot from the instances that are there. */
  public static Health health(List<Instance> idle, Backoff creating, Backoff handling) {
    boolean isProven = idle.stream().anyMatch(one -> isSound(one, SNAPSHOT));
    boolean hasOld = idle.stream().anyMatch(one -> isSound(one, OLD_SNAPSHOT));
    return new Health(
        isProven,
        hasOld && !isProven ? Optional.of(OLD_SNAPSHOT) : Optional.empty(),
        creating,
        handling);
  }

  private static boolean isSound(Instance instance, UUID snapshotId) {
    return instance.snapshotId().equals(snapshotId)
        && (instance.state() == Instance.State.RUNNING
            || instance.state() == Instance.State.STOPPED);
  }

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
