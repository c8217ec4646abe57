package dev.prebuild.agent.controlplane.reconcile;

import dev.prebuild.agent.controlplane.rules.PhaseRules;
import dev.prebuild.agent.controlplane.rules.PoolSum;
import dev.prebuild.agent.controlplane.rules.Times;
import dev.prebuild.agent.controlplane.store.PoolShare;
import dev.prebuild.agent.controlplane.store.Transaction;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolSpec;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolStatus;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** What happens to warm pools, within one transaction. */
public record PoolChanges(Transaction transaction) {

  /**
   * A pool is new: hosts get their shares of it.
   *
   * @return the pool as it is then; it may have a snapshot and no host with room
   */
  public WarmPool created(WarmPool pool) {
    divideAnew(runner(pool));
    return reread(pool);
  }

  /** Replaces what a pool is wanted to be; its hosts hear of it. */
  public WarmPool respecify(WarmPool before, WarmPoolSpec spec) {
    WarmPool after = put(before, before.toBuilder().setSpec(nextVersion(before, spec)).build());
    wakeHosts(after);
    divideAnew(runner(after));
    return reread(after);
  }

  /**
   * Marks a pool for deletion. Its hosts drain their instances, and it is gone when the last has
   * said so.
   */
  public WarmPool delete(WarmPool before) {
    WarmPoolSpec spec =
        before.getSpec().toBuilder().setDesiredPhase(WarmPoolPhase.WARM_POOL_PHASE_DELETED).build();
    return respecify(before, spec);
  }

  /** The same for all pools of a runner: its hosts hold other snapshots, or others are there. */
  void assignSnapshots(UUID runnerId) {
    for (WarmPool pool : transaction.warmPools().of(runnerId)) {
      assignSnapshot(pool.getMetadata().getProjectId(), pool.getMetadata().getEnvironmentClassId());
    }
  }

  /**
   * Gives the pool of a project and class the newest snapshot by creation, whatever has completed
   * or gone last, of those that a host can use now if there are any; none if there is none.
   */
  public void assignSnapshot(String projectId, String classId) {
    Optional<WarmPool> pool =
        transaction
            .warmPools()
            .findPair(projectId, classId)
            .filter(found -> !PhaseRules.isLeaving(found));
    Optional<String> newest =
        transaction.prebuilds().newestCompleted(projectId, classId).map(Prebuild::getId);
    if (pool.isPresent() && !newest.orElse("").equals(pool.get().getSpec().getSnapshotId())) {
      WarmPoolSpec.Builder spec = pool.get().getSpec().toBuilder().clearSnapshotId();
      newest.ifPresent(spec::setSnapshotId);
      respecify(pool.get(), spec.build());
    }
  }

  /** A host has reported about its share. */
  public void reported(WarmPool pool, PoolShare share, WarmPoolStatus status) {
    if (status.getPhase() == WarmPoolPhase.WARM_POOL_PHASE_DELETED) {
      transaction.shares().remove(share);
      transaction.wake(share.host());
      sumUp(pool.getId());
      // Its room is free for others.
      divideAnew(share.host().runnerId());
    } else {
      transaction.shares().put(share.withStatus(status));
      sumUp(pool.getId());
    }
  }

  /** Divides the runner's pools over its hosts again. */
  public void divideAnew(UUID runnerId) {
    new Division(transaction, runnerId).update().forEach(this::sumUp);
  }

  /** Brings a pool's status up to date with what its hosts have reported. */
  void sumUp(String poolId) {
    WarmPool before = transaction.warmPools().find(poolId).orElseThrow();
    Map<String, WarmPoolStatus> hosts =
        transaction.shares().ofPool(poolId).stream()
            .collect(Collectors.toMap(share -> share.host().name(), PoolShare::status));
    WarmPoolStatus sum = PoolSum.of(before, hosts);
    if (!sum.equals(before.getStatus())) {
      put(before, before.toBuilder().setStatus(sum).build());
    }
  }

  private WarmPool put(WarmPool before, WarmPool changed) {
    WarmPool.Builder after = changed.toBuilder();
    after.getMetadataBuilder().setUpdatedAt(Times.of(transaction.now()));
    WarmPool built = after.build();
    transaction.warmPools().update(before, built);
    return built;
  }

  private void wakeHosts(WarmPool pool) {
    transaction.shares().ofPool(pool.getId()).stream()
        .map(PoolShare::host)
        .forEach(transaction::wake);
  }

  private WarmPool reread(WarmPool pool) {
    sumUp(pool.getId());
    return transaction.warmPools().find(pool.getId()).orElseThrow();
  }

  private static WarmPoolSpec nextVersion(WarmPool before, WarmPoolSpec spec) {
    return spec.toBuilder().setSpecVersion(before.getSpec().getSpecVersion() + 1).build();
  }

  private static UUID runner(WarmPool pool) {
    return UUID.fromString(pool.getMetadata().getRunnerId());
  }
}
