package dev.prebuild.pool;

import static dev.prebuild.pool.instance.Instance.State.RUNNING;
import static dev.prebuild.pool.instance.Instance.State.STOPPED;

import dev.prebuild.pool.instance.Instance;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The instances that a pool believes to have, merged from two sources that may overtake each other:
 * ends of its own operations, and observations of the host. Whatever is younger wins; an instance
 * that has left is remembered for a while, so that an older observation cannot bring it back.
 */
final class Holdings {
  /** Far longer than an observation can be under way; bounds what is remembered. */
  private static final int MOST_DEPARTED = 1_000;

  private final Map<UUID, Held> held = new HashMap<>();
  private final Map<UUID, Long> departed = new DepartedMap();

  private record Held(Instance instance, long changedAt) {}

  private static final class DepartedMap extends java.util.LinkedHashMap<UUID, Long> {
    @Override
    protected boolean removeEldestEntry(Map.Entry<UUID, Long> eldest) {
      return size() > MOST_DEPARTED;
    }
  }

  /** The outcome of an operation: true as of {@code tick}. */
  void put(Instance instance, long tick) {
    held.put(instance.id(), new Held(instance, tick));
    departed.remove(instance.id());
  }

  /** The instance has left this pool as of {@code tick}. */
  void forget(UUID instanceId, long tick) {
    held.remove(instanceId);
    departed.put(instanceId, tick);
  }

  /** All that the host holds, looked at no earlier than {@code observedAt}. */
  void observe(List<Instance> instances, long observedAt, Set<UUID> underWay) {
    Map<UUID, Instance> seen = new HashMap<>();
    instances.forEach(instance -> seen.put(instance.id(), instance));
    for (UUID id : List.copyOf(held.keySet())) {
      if (!seen.containsKey(id)) {
        observe(id, Optional.empty(), observedAt, underWay);
      }
    }
    seen.forEach((id, instance) -> observe(id, Optional.of(instance), observedAt, underWay));
  }

  /** One instance, looked at no earlier than {@code observedAt}. */
  void observe(UUID id, Optional<Instance> seen, long observedAt, Set<UUID> underWay) {
    if (underWay.contains(id) || observedAt <= lastChange(id)) {
      return;
    }
    seen.ifPresentOrElse(
        instance -> held.put(id, new Held(instance, observedAt)), () -> held.remove(id));
  }

  private long lastChange(UUID id) {
    Held current = held.get(id);
    return current != null ? current.changedAt() : departed.getOrDefault(id, Long.MIN_VALUE);
  }

  /**
   * The instance that a claim is served with: running before stopped, newest snapshot before
   * outdated, oldest first. It stays held; the caller puts it under an operation.
   */
  Optional<Instance> bestForClaim(Optional<UUID> snapshotId, Set<UUID> underWay) {
    return idle(underWay).stream()
        .filter(instance -> instance.state() == RUNNING || instance.state() == STOPPED)
        .min(
            Comparator.comparing((Instance instance) -> instance.state() != RUNNING)
                .thenComparing(instance -> !Optional.of(instance.snapshotId()).equals(snapshotId)));
  }

  /** Instances that nothing is being done to, oldest first. */
  List<Instance> idle(Set<UUID> underWay) {
    return held.values().stream()
        .map(Held::instance)
        .filter(instance -> !underWay.contains(instance.id()))
        .sorted(Comparator.comparing(Instance::createdAt).thenComparing(Instance::id))
        .toList();
  }

  int count(Instance.State state, Set<UUID> underWay) {
    return (int) idle(underWay).stream().filter(instance -> instance.state() == state).count();
  }

  boolean isEmpty() {
    return held.isEmpty();
  }
}
