package dev.prebuild.agent.controlplane.store;

import dev.prebuild.config.wire.gitpod.v1.WarmPoolStatus;

/**
 * One host's part of a pool.
 *
 * @param minSize of the pool's, at least 0
 * @param maxSize of the pool's, at least the minimum
 * @param status as the host reported it last
 */
public record PoolShare(
    String poolId, Host.Key host, int minSize, int maxSize, WarmPoolStatus status) {

  public PoolShare withStatus(WarmPoolStatus reported) {
    return new PoolShare(poolId, host, minSize, maxSize, reported);
  }

  public PoolShare withSizes(int min, int max) {
    return new PoolShare(poolId, host, min, max, status);
  }
}
