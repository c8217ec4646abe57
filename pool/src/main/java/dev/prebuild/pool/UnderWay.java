package dev.prebuild.pool;

import dev.prebuild.pool.plan.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The operations that have begun and not ended: of each instance, one at a time. */
final class UnderWay {
  private final Map<UUID, Begun> begun = new HashMap<>();

  private record Begun(Operation operation, Instant at) {}

  void begin(Operation operation, Instant now, List<Effect> effects) {
    begun.put(operation.instanceId(), new Begun(operation, now));
    effects.add(new Effect.Run(operation));
  }

  /**
   * The operation has ended.
   *
   * @return how long it took, from its decision on
   */
  Duration end(Operation operation, Instant now) {
    Begun one = begun.remove(operation.instanceId());
    return one == null ? Duration.ZERO : Duration.between(one.at(), now);
  }

  Set<UUID> instances() {
    return begun.keySet();
  }

  Collection<Operation> operations() {
    return begun.values().stream().map(Begun::operation).toList();
  }

  boolean isEmpty() {
    return begun.isEmpty();
  }
}
