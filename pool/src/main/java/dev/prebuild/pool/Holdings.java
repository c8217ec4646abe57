package dev.prebuild.pool;

import static dev.prebuild.pool.instance.Instance.State.DEAD;
import static dev.prebuild.pool.instance.Instance.State.RUNNING;
import static dev.prebuild.pool.instance.Instance.State.STOPPED;

import dev.prebuild.pool.instance.Instance;
import dev.prebuild.pool.plan.Operation;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * The instances that a pool believes to have, merged from two sources that may overtake each other:
 * ends of its own operations, and observations of the host. Whatever is younger wins; an instance
 * that has left is remembered until the host has been seen as a whole, so that an older observation
 * cannot bring it back.
 */
final class Holdings {
  private final Map<UUID, Held> held = new HashMap<>();

  /** When instances have left; those alone that left after {@link #allSeenAt}. */
  private final Map<UUID, Long> departed = new HashMap<>();

  /** What is not held was not there then. */
  private long allSeenAt = Long.MIN_VALUE;

  private record Held(Instance instance, long changedAt, boolean inDoubt) {}

  /** The outcome of an operation: true as of {@code tick}. */
  void put(Instance instance, long tick) {
    held.put(instance.id(), new Held(instance, tick, false));
    departed.remove(instance.id());
  }

  /** The instance may have changed in a way not known, or have left; it is no use until seen. */
  void doubt(Instance instance, long tick) {
    held.put(instance.id(), new Held(instance, tick, true));
    departed.remove(instance.id());
  }

  /** The instance has left this pool as of {@code tick}. */
  void forget(UUID instanceId, long tick) {
    held.remove(instanceId);
    departed.put(instanceId, tick);
  }

  /** What a failed operation has left of its instance is to be removed. */
  void keepRemains(Operation.Planned planned, Instant now, long tick) {
    switch (planned) {
      case Operation.Create create -> put(halfMade(create, now), tick);
      case Operation.Start start -> put(start.instance().dead(), tick);
      case Operation.Prove prove -> put(prove.instance().dead(), tick);
      case Operation.Stop stop -> put(stop.instance().dead(), tick);
      case Operation.Remove remove -> put(remove.instance().dead(), tick);
      case Operation.Look look -> doubt(look.instance(), tick);
    }
  }

  private static Instance halfMade(Operation.Create create, Instant now) {
    return new Instance(
        create.instanceId(),
        "",
        create.pool().id(),
        create.snapshotId(),
        now,
        DEAD,
        Optional.empty());
  }

  /** All that the host holds, looked at no earlier than {@code observedAt}. */
  void observe(List<Instance> instances, long observedAt, Set<UUID> underWay) {
    Map<UUID, Instance> seen = new HashMap<>();
    instances.forEach(instance -> seen.put(instance.id(), instance));
    for (UUID id : List.copyOf(held.keySet())) {
      if (!seen.containsKey(id) && !isHalfMade(id)) {
        observe(id, Optional.empty(), observedAt, underWay);
      }
    }
    seen.forEach((id, instance) -> observe(id, Optional.of(instance), observedAt, underWay));
    allSeenAt = Math.max(allSeenAt, observedAt);
    departed.values().removeIf(leftAt -> leftAt <= allSeenAt);
  }

  /**
   * One that failed half way may have no container that could be seen, and yet something that
   * belongs to it: it is there until it was removed.
   */
  private boolean isHalfMade(UUID id) {
    return Optional.ofNullable(held.get(id))
        .filter(one -> one.instance().containerId().isEmpty())
        .isPresent();
  }

  /** One instance, looked at no earlier than {@code observedAt}. */
  void observe(UUID id, Optional<Instance> seen, long observedAt, Set<UUID> underWay) {
    if (underWay.contains(id) || observedAt <= lastChange(id)) {
      return;
    }
    seen.ifPresentOrElse(instance -> put(instance, observedAt), () -> forget(id, observedAt));
  }

  private long lastChange(UUID id) {
    Held current = held.get(id);
    return current != null ? current.changedAt() : departed.getOrDefault(id, allSeenAt);
  }

  /**
   * The instance in this state that a claim is served with: newest snapshot before outdated, oldest
   * first. It stays held; the caller puts it under an operation.
   */
  Optional<Instance> bestForClaim(
      Instance.State state, Optional<UUID> snapshotId, Set<UUID> underWay) {
    return idle(underWay).stream()
        .filter(instance -> instance.state() == state)
        .min(
            Comparator.comparing(
                instance -> !Optional.of(instance.snapshotId()).equals(snapshotId)));
  }

  /** Instances that are ready or have been, under an operation or not. */
  List<Instance> sound() {
    return held.values().stream()
        .map(Held::instance)
        .filter(instance -> instance.state() == RUNNING || instance.state() == STOPPED)
        .toList();
  }

  /** Instances that are known and that nothing is being done to, oldest first. */
  List<Instance> idle(Set<UUID> underWay) {
    return which(underWay, one -> !one.inDoubt());
  }

  /** Instances that are to be looked at before anything else is done to them, oldest first. */
  List<Instance> inDoubt(Set<UUID> underWay) {
    return which(underWay, Held::inDoubt);
  }

  private List<Instance> which(Set<UUID> underWay, Predicate<Held> condition) {
    return held.values().stream()
        .filter(condition)
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
