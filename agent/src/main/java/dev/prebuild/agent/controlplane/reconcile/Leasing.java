package dev.prebuild.agent.controlplane.reconcile;

import dev.prebuild.agent.controlplane.rules.Leases;
import dev.prebuild.agent.controlplane.store.Host;
import dev.prebuild.agent.controlplane.store.LeasedPrebuild;
import dev.prebuild.agent.controlplane.store.PoolShare;
import dev.prebuild.agent.controlplane.store.Transaction;
import dev.prebuild.config.wire.gitpod.v1.PrebuildMetadata;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Gives a runner's waiting prebuilds to its hosts, within one transaction. */
record Leasing(Transaction transaction, UUID runnerId) {

  /** As long as nobody has a free slot, nobody looks at the queue, however long it is. */
  void run() {
    List<Leases.Supply> supplies = supplies();
    if (supplies.stream().allMatch(supply -> supply.free() <= 0)) {
      return;
    }
    List<LeasedPrebuild> queue = transaction.prebuilds().waiting(runnerId);
    if (queue.isEmpty()) {
      return;
    }
    List<Leases.Waiting> waiting = queue.stream().map(Leasing::waiting).toList();
    Map<String, String> hosts =
        Leases.plan(waiting, supplies, transaction.prebuilds().served(runnerId), this::homes)
            .stream()
            .collect(Collectors.toMap(Leases.Lease::prebuildId, Leases.Lease::host));
    for (LeasedPrebuild prebuild : queue) {
      Optional.ofNullable(hosts.get(prebuild.prebuild().getId()))
          .ifPresent(host -> lease(prebuild, host));
    }
  }

  private List<Leases.Supply> supplies() {
    Map<String, Integer> load = transaction.prebuilds().load(runnerId);
    return transaction.hosts().of(runnerId).stream()
        .filter(Host::isAvailable)
        .map(
            host ->
                new Leases.Supply(
                    host.name(), host.capacity().prebuilds() - load.getOrDefault(host.name(), 0)))
        .toList();
  }

  private static Leases.Waiting waiting(LeasedPrebuild leased) {
    PrebuildMetadata metadata = leased.prebuild().getMetadata();
    return new Leases.Waiting(
        leased.prebuild().getId(), metadata.getProjectId(), metadata.getEnvironmentClassId());
  }

  /** The hosts with a share of the pool that the prebuild's snapshot will go to. */
  private Set<String> homes(Leases.Waiting waiting) {
    return transaction
        .warmPools()
        .findPair(waiting.projectId(), waiting.classId())
        .map(pool -> transaction.shares().ofPool(pool.getId()))
        .orElse(List.of())
        .stream()
        .map(PoolShare::host)
        .map(Host.Key::name)
        .collect(Collectors.toSet());
  }

  private void lease(LeasedPrebuild waiting, String host) {
    LeasedPrebuild leased = waiting.leasedTo(Optional.of(host));
    transaction.prebuilds().update(waiting, leased);
    leased.hostKey().ifPresent(transaction::wake);
  }
}
