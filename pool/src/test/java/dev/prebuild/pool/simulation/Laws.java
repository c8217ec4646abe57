package dev.prebuild.pool.simulation;

import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.PoolFigures;
import dev.prebuild.pool.PoolStatus;
import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.pool.claim.Environment;
import dev.prebuild.pool.instance.Instance;
import dev.prebuild.pool.plan.Operation;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What must hold at every moment.
 *
 * <p>A pool reports at most {@code maxSize} instances. Its containers number at most one more,
 * half-made and dead ones included: the successor of an outdated one in a pool whose places are all
 * taken by running instances. Apart from these:
 *
 * <ul>
 *   <li>one that a claim has been decided on: its successor is made in the same instant, and if the
 *       claim fails, the container stays in the pool until it or another one is removed;
 *   <li>one that a crashed agent's call has made after the crash: nobody can know of it before the
 *       next observation;
 *   <li>those that were there, or were being made, when {@code maxSize} was lowered.
 * </ul>
 */
final class Laws {
  private final World world;
  private final Map<UUID, Operation> underWay = new HashMap<>();
  private final Map<UUID, UUID> environmentOf = new HashMap<>();
  private final Map<UUID, UUID> instanceOf = new HashMap<>();
  private final Set<UUID> claimedAsKnown = new HashSet<>();
  private final Map<UUID, Set<UUID>> excused = new HashMap<>();
  private final Set<UUID> orphans = new HashSet<>();

  Laws(World world) {
    this.world = world;
  }

  // Operations.

  void started(UUID poolId, Operation operation) {
    Operation other = underWay.put(operation.instanceId(), operation);
    if (other != null) {
      throw world.broken("two operations on one instance: " + other + " and " + operation);
    }
    if (claimedAsKnown.contains(operation.instanceId())) {
      throw world.broken("the pool acts upon an instance that it has given away: " + operation);
    }
    if (operation instanceof Operation.Claim claim) {
      excusedIn(poolId).add(claim.instanceId());
    }
  }

  void ended(Operation operation, boolean hasClaimed) {
    underWay.remove(operation.instanceId());
    if (hasClaimed && operation instanceof Operation.Claim) {
      claimedAsKnown.add(operation.instanceId());
    }
  }

  /** An agent has crashed; its calls are nobody's now. */
  void crashed() {
    underWay.clear();
    claimedAsKnown.clear();
  }

  /** A crashed agent's call may have made this instance. */
  void orphaned(Operation operation) {
    orphans.add(operation.instanceId());
  }

  boolean isOrphan(Instance instance) {
    return orphans.contains(instance.id());
  }

  // Sizes.

  void shrunk(UUID poolId, Collection<Instance> present) {
    present.forEach(instance -> excusedIn(poolId).add(instance.id()));
    underWay.values().stream()
        .filter(operation -> operation instanceof Operation.Create)
        .forEach(operation -> excusedIn(poolId).add(operation.instanceId()));
  }

  void checkSize(WarmPoolSpec spec, Collection<Instance> present) {
    Set<UUID> excuses = excusedIn(spec.id());
    long beingMade =
        underWay.values().stream()
            .filter(one -> one instanceof Operation.Create create && isIn(spec, create))
            .count();
    if (present.size() + beingMade <= spec.maxSize()) {
      excuses.removeIf(id -> !(underWay.get(id) instanceof Operation.Claim));
      return;
    }
    long unexcused =
        present.stream()
            .map(Instance::id)
            .filter(id -> !excuses.contains(id) && !orphans.contains(id))
            .count();
    if (unexcused > spec.maxSize() + 1) {
      throw world.broken(
          "%d containers in pool %s without excuse, at most %d: %s"
              .formatted(unexcused, spec.id(), spec.maxSize(), present));
    }
  }

  /** While nothing can be removed, the one that was replaced stays. */
  void checkReport(WarmPoolSpec spec, PoolStatus status) {
    int most = spec.maxSize() + (status.failure().isPresent() ? 1 : 0);
    boolean isExcused = !excusedIn(spec.id()).isEmpty() || !orphans.isEmpty();
    if (!isExcused && status.running() + status.stopped() > most) {
      throw world.broken("more than maxSize are reported: %s %s".formatted(spec, status));
    }
  }

  // What a pool has for its claims.

  /** A running instance is given up only while enough others run. */
  void checkGivenUp(Operation operation, int target, Collection<Instance> present) {
    boolean givesUp =
        switch (operation) {
          case Operation.Stop _ -> true;
          case Operation.Remove remove -> remove.instance().state() == Instance.State.RUNNING;
          case Operation.Create _,
              Operation.Start _,
              Operation.Prove _,
              Operation.Look _,
              Operation.Claim _,
              Operation.ColdClaim _ ->
              false;
        };
    long others =
        present.stream()
            .filter(one -> one.state() == Instance.State.RUNNING)
            .filter(one -> !underWay.containsKey(one.id()))
            .filter(one -> !one.id().equals(operation.instanceId()))
            .count();
    if (givesUp && others < target) {
      throw world.broken("%s, and only %d of %d are left".formatted(operation, others, target));
    }
  }

  /** What is missing comes up, unless there is a reason why it cannot. */
  void checkBackfill(WarmPoolSpec spec, PoolFigures figures, int slots) {
    PoolStatus status = figures.status();
    int soon = status.running() + figures.comingUp();
    boolean isHindered =
        spec.deleting()
            || spec.snapshotId().isEmpty()
            || status.failure().isPresent()
            || figures.comingUp() >= slots
            || soon + status.stopped() + figures.leaving() >= spec.maxSize();
    if (!isHindered && soon < status.desired()) {
      throw world.broken("nothing comes up: %s %s".formatted(spec, figures));
    }
  }

  private static boolean isIn(WarmPoolSpec spec, Operation.Create create) {
    return create.pool().id().equals(spec.id());
  }

  private Set<UUID> excusedIn(UUID poolId) {
    return excused.computeIfAbsent(poolId, _ -> new HashSet<>());
  }

  // Environments.

  /** The host has given a container the environment's name. */
  void named(Environment environment) {
    check(environment);
  }

  /** A claim was answered with this environment. */
  void answered(ClaimRequest request, Environment environment) {
    if (!request.isFor(environment)) {
      throw world.broken("answered with another's environment: " + request + " " + environment);
    }
    check(environment);
  }

  void delivered(ClaimRequest request, Environment environment) {
    if (!request.isFor(environment)) {
      throw world.broken("secrets went to another's environment: " + request + " " + environment);
    }
  }

  private void check(Environment environment) {
    UUID instanceId = environment.instanceId();
    UUID otherOwner = environmentOf.putIfAbsent(instanceId, environment.id());
    if (otherOwner != null && !otherOwner.equals(environment.id())) {
      throw world.broken(
          "instance %s has two environments: %s and %s"
              .formatted(instanceId, otherOwner, environment.id()));
    }
    Optional<UUID> other =
        Optional.ofNullable(instanceOf.putIfAbsent(environment.id(), instanceId));
    if (other.filter(earlier -> !earlier.equals(instanceId)).isPresent()) {
      throw world.broken(
          "environment %s has two instances: %s and %s"
              .formatted(environment.id(), other, instanceId));
    }
  }
}
