package dev.prebuild.agent.report;

import dev.prebuild.agent.sync.ControlPlane;
import dev.prebuild.config.spec.WarmPoolPhase;
import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.config.wire.runner.v1.AssignedWarmPool;
import dev.prebuild.pool.PoolStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * Tells the control plane of pools: the latest status, at most once a second, and once more if it
 * holds another one, as after it has taken this host for lost.
 */
public final class PoolReports {
  private static final Duration REST = Duration.ofSeconds(1);

  private final ControlPlane controlPlane;
  private final RandomGenerator random;
  private final Map<UUID, Outbox<PoolStatus>> outboxes = new ConcurrentHashMap<>();

  public PoolReports(ControlPlane controlPlane, RandomGenerator random) {
    this.controlPlane = controlPlane;
    this.random = random;
  }

  /**
   * The pools that are wanted; only of these is anything told. Each names the version of the status
   * that the control plane holds.
   */
  public void want(List<WarmPoolSpec> pools) {
    for (WarmPoolSpec pool : pools) {
      outboxes.computeIfAbsent(pool.id(), _ -> open(pool)).compare(pool.statusVersion());
    }
  }

  /** A pool's status has changed. */
  public void changed(UUID poolId, PoolStatus status) {
    Outbox<PoolStatus> outbox = outboxes.get(poolId);
    if (outbox != null) {
      outbox.put(status);
    }
    if (status.phase() == WarmPoolPhase.DELETED) {
      outboxes.remove(poolId);
    }
  }

  private Outbox<PoolStatus> open(WarmPoolSpec pool) {
    return new Outbox<>(
        "pool-" + pool.id(),
        pool.statusVersion(),
        new PoolWire(pool.id()),
        (_, _) -> true,
        REST,
        random);
  }

  private final class PoolWire implements Outbox.Wire<PoolStatus> {
    private final UUID poolId;

    PoolWire(UUID poolId) {
      this.poolId = poolId;
    }

    @Override
    public void send(PoolStatus status, long version) throws InterruptedException {
      controlPlane.report(poolId, StatusMessages.of(status, version));
    }

    @Override
    public long storedVersion() throws InterruptedException {
      return controlPlane.look().getWarmPoolsList().stream()
          .map(AssignedWarmPool::getWarmPool)
          .filter(pool -> pool.getId().equals(poolId.toString()))
          .mapToLong(pool -> pool.getStatus().getStatusVersion())
          .findFirst()
          .orElse(0);
    }
  }
}
