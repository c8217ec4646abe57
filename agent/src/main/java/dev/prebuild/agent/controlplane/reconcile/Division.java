package dev.prebuild.agent.controlplane.reconcile;

import dev.prebuild.agent.controlplane.rules.PhaseRules;
import dev.prebuild.agent.controlplane.rules.PoolShares;
import dev.prebuild.agent.controlplane.store.Host;
import dev.prebuild.agent.controlplane.store.PoolShare;
import dev.prebuild.agent.controlplane.store.Transaction;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolStatus;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Divides a runner's pools over its hosts, within one transaction. */
record Division(Transaction transaction, UUID runnerId) {

  /** Whose share of what. */
  private record Place(String poolId, String host) {}

  /**
   * Brings the shares up to date, and wakes the hosts whose share has changed.
   *
   * @return the pools whose shares have changed
   */
  Set<String> update() {
    List<WarmPool> pools = transaction.warmPools().of(runnerId).reversed();
    Map<Place, PoolShare> before = new HashMap<>();
    transaction
        .shares()
        .of(runnerId)
        .forEach(share -> before.put(new Place(share.poolId(), share.host().name()), share));
    Set<String> changed = new HashSet<>();
    Map<Place, PoolShares.Share> wanted = wanted(pools, before);
    wanted.forEach(
        (place, share) -> {
          if (put(before, place, share)) {
            changed.add(place.poolId());
          }
        });
    before.forEach(
        (place, share) -> {
          if (!wanted.containsKey(place)) {
            transaction.shares().remove(share);
            transaction.wake(share.host());
            changed.add(place.poolId());
          }
        });
    return changed;
  }

  private boolean put(Map<Place, PoolShare> before, Place place, PoolShares.Share share) {
    PoolShare known =
        before.getOrDefault(
            place,
            new PoolShare(
                place.poolId(),
                new Host.Key(runnerId, place.host()),
                0,
                0,
                WarmPoolStatus.getDefaultInstance()));
    PoolShare after = known.withSizes(share.minSize(), share.maxSize());
    if (after.equals(known)) {
      return false;
    }
    transaction.shares().put(after);
    transaction.wake(after.host());
    return true;
  }

  private Map<Place, PoolShares.Share> wanted(List<WarmPool> pools, Map<Place, PoolShare> before) {
    List<Host> hosts = transaction.hosts().of(runnerId).stream().filter(Host::isAvailable).toList();
    Map<String, Integer> room = new HashMap<>();
    hosts.forEach(host -> room.put(host.name(), host.capacity().instances()));
    Map<Place, PoolShares.Share> wanted = new HashMap<>();
    Set<String> leaving =
        pools.stream()
            .filter(PhaseRules::isLeaving)
            .map(WarmPool::getId)
            .collect(Collectors.toSet());
    // What drains keeps its room until it has.
    before.values().stream()
        .filter(share -> leaving.contains(share.poolId()))
        .forEach(
            share -> {
              room.merge(share.host().name(), -share.maxSize(), Integer::sum);
              wanted.put(
                  new Place(share.poolId(), share.host().name()),
                  new PoolShares.Share(share.minSize(), share.maxSize()));
            });
    List<WarmPool> staying =
        pools.stream().filter(pool -> !leaving.contains(pool.getId())).toList();
    Sources sources = sources(staying, hosts);
    List<PoolShares.Demand> demands =
        staying.stream().map(pool -> demand(pool, sources.able(snapshot(pool)))).toList();
    PoolShares.divide(demands, room)
        .forEach(
            (pool, shares) ->
                shares.forEach((host, share) -> wanted.put(new Place(pool, host), share)));
    return wanted;
  }

  private static Set<String> names(Stream<Host> hosts) {
    return hosts.map(Host::name).collect(Collectors.toSet());
  }

  private static String snapshot(WarmPool pool) {
    return pool.getSpec().getSnapshotId();
  }

  private Sources sources(List<WarmPool> pools, List<Host> hosts) {
    Set<String> everybody = names(hosts.stream());
    Set<String> pulling = names(hosts.stream().filter(host -> host.capacity().canPull()));
    Set<String> snapshots =
        pools.stream()
            .map(Division::snapshot)
            .filter(id -> !id.isEmpty())
            .collect(Collectors.toSet());
    Set<String> inRegistry =
        pulling.isEmpty()
            ? Set.of()
            : transaction.snapshotReferences().of(runnerId, snapshots).keySet();
    // Who holds what matters for those who cannot get it.
    boolean isEverywhere = pulling.equals(everybody) && inRegistry.equals(snapshots);
    return new Sources(
        everybody,
        pulling,
        inRegistry,
        isEverywhere ? Map.of() : transaction.heldSnapshots().of(runnerId));
  }

  /**
   * Where hosts have snapshots from.
   *
   * @param pulling hosts that can get what is in the registry
   * @param inRegistry snapshots
   * @param held by the hosts that hold them
   */
  private record Sources(
      Set<String> everybody,
      Set<String> pulling,
      Set<String> inRegistry,
      Map<String, Set<String>> held) {

    /** The hosts that hold a snapshot or can pull it; all if there is none. */
    Set<String> able(String snapshot) {
      return snapshot.isEmpty()
          ? everybody
          : everybody.stream()
              .filter(host -> canPull(host, snapshot) || holds(host, snapshot))
              .collect(Collectors.toSet());
    }

    private boolean canPull(String host, String snapshot) {
      return pulling.contains(host) && inRegistry.contains(snapshot);
    }

    private boolean holds(String host, String snapshot) {
      return held.getOrDefault(host, Set.of()).contains(snapshot);
    }
  }

  private static PoolShares.Demand demand(WarmPool pool, Set<String> hosts) {
    return new PoolShares.Demand(
        pool.getId(), pool.getSpec().getMinSize(), pool.getSpec().getMaxSize(), hosts);
  }
}
