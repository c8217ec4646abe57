package dev.prebuild.agent.engine;

import dev.prebuild.pool.instance.Instance;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Hears what the engine holds. Times are readings of {@link System#nanoTime} before it was asked.
 */
public interface EngineListener {

  /** Everything, at the start, after each reconnection and now and then. */
  void observed(List<Instance> instances, long observedAt);

  /** Something happened to one instance; this is what it is now, empty if it is gone. */
  void observed(UUID poolId, UUID instanceId, Optional<Instance> instance, long observedAt);

  /** A container of this runner is gone, whatever it was. */
  void gone();
}
