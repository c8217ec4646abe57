package dev.prebuild.agent.controlplane.reconcile;

import dev.prebuild.agent.controlplane.store.Conditions;
import dev.prebuild.agent.controlplane.store.Host;
import dev.prebuild.agent.controlplane.store.LeasedPrebuild;
import dev.prebuild.agent.controlplane.store.PoolShare;
import dev.prebuild.agent.controlplane.store.Transaction;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All that a control plane knows of one runner at one moment.
 *
 * @param prebuilds by id, oldest first
 * @param views what each host is told, by its name
 * @param held ids of the snapshots that each host holds, by its name
 */
record Moment(
    Map<String, LeasedPrebuild> prebuilds,
    Map<String, WarmPool> pools,
    List<PoolShare> shares,
    Map<String, Host> hosts,
    Map<String, HostView> views,
    Map<String, Set<String>> held,
    Map<String, Integer> load) {

  static Moment of(World world) {
    return world.read(Moment::of);
  }

  private static Moment of(Transaction transaction) {
    Map<String, LeasedPrebuild> prebuilds = new LinkedHashMap<>();
    transaction
        .prebuilds()
        .list(new Conditions(), Integer.MAX_VALUE)
        .reversed()
        .forEach(
            stored ->
                prebuilds.put(
                    stored.message().getId(), World.find(transaction, stored.message().getId())));
    Map<String, WarmPool> pools = new LinkedHashMap<>();
    transaction
        .warmPools()
        .list(new Conditions(), Integer.MAX_VALUE)
        .forEach(stored -> pools.put(stored.message().getId(), stored.message()));
    List<Host> hosts = transaction.hosts().of(TestSettings.RUNNER);
    return new Moment(
        prebuilds,
        pools,
        new ArrayList<>(transaction.shares().of(TestSettings.RUNNER)),
        hosts.stream().collect(Collectors.toMap(Host::name, host -> host)),
        hosts.stream()
            .collect(Collectors.toMap(Host::name, host -> HostView.of(transaction, host.key()))),
        transaction.heldSnapshots().of(TestSettings.RUNNER),
        transaction.prebuilds().load(TestSettings.RUNNER));
  }

  List<PoolShare> sharesOf(WarmPool pool) {
    return shares.stream().filter(share -> share.poolId().equals(pool.getId())).toList();
  }

  List<PoolShare> sharesOn(Host host) {
    return shares.stream().filter(share -> share.host().equals(host.key())).toList();
  }

  /** Whether a host that is heard of holds a snapshot. */
  boolean isHeld(String snapshotId) {
    return hosts.values().stream()
        .filter(host -> !host.isSilent())
        .anyMatch(host -> held.getOrDefault(host.name(), Set.of()).contains(snapshotId));
  }

  int loadOf(Host host) {
    return load.getOrDefault(host.name(), 0);
  }
}
