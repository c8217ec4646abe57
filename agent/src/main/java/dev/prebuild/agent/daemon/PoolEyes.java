package dev.prebuild.agent.daemon;

import dev.prebuild.agent.engine.EngineListener;
import dev.prebuild.pool.Pools;
import dev.prebuild.pool.instance.Instance;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Shows pools what the engine holds.
 *
 * @param containerGone told whenever one is
 */
record PoolEyes(Pools pools, Runnable containerGone) implements EngineListener {
  @Override
  public void observed(List<Instance> instances, long observedAt) {
    pools.observe(instances, observedAt);
  }

  @Override
  public void observed(UUID poolId, UUID instanceId, Optional<Instance> instance, long observedAt) {
    pools.observe(poolId, instanceId, instance, observedAt);
  }

  @Override
  public void gone() {
    containerGone.run();
  }
}
