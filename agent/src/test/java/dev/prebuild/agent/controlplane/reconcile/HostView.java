package dev.prebuild.agent.controlplane.reconcile;

import dev.prebuild.agent.controlplane.store.Host;
import dev.prebuild.agent.controlplane.store.Transaction;
import dev.prebuild.config.wire.gitpod.v1.PrebuildSpec;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a host is told: the specs. The statuses beside them are its own words, of which it need not
 * be told.
 *
 * @param references where the snapshots of pools can be pulled from, by pool
 */
record HostView(
    long revision,
    Map<String, PrebuildSpec> prebuilds,
    Map<String, WarmPoolSpec> pools,
    List<String> deletedSnapshots,
    Map<String, String> references) {

  static HostView of(Transaction transaction, Host.Key key) {
    Map<String, PrebuildSpec> prebuilds = new LinkedHashMap<>();
    transaction
        .prebuilds()
        .leasedTo(key)
        .forEach(leased -> prebuilds.put(leased.prebuild().getId(), leased.prebuild().getSpec()));
    Map<String, WarmPoolSpec> pools = new TreeMap<>();
    Map<String, String> references = new TreeMap<>();
    for (HostChanges.SharedPool shared : new HostChanges(transaction).pools(key)) {
      String id = shared.pool().getId();
      pools.put(
          id,
          shared.pool().getSpec().toBuilder()
              .setMinSize(shared.share().minSize())
              .setMaxSize(shared.share().maxSize())
              .build());
      shared.reference().ifPresent(reference -> references.put(id, reference));
    }
    return new HostView(
        transaction.hosts().find(key).map(Host::revision).orElse(0L),
        prebuilds,
        pools,
        transaction.heldSnapshots().deleted(key),
        references);
  }

  boolean saysTheSameAs(HostView other) {
    return prebuilds.equals(other.prebuilds)
        && pools.equals(other.pools)
        && deletedSnapshots.equals(other.deletedSnapshots)
        && references.equals(other.references);
  }
}
