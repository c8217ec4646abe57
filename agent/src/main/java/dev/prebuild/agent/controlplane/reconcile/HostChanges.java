package dev.prebuild.agent.controlplane.reconcile;

import dev.prebuild.agent.controlplane.rules.PhaseRules;
import dev.prebuild.agent.controlplane.store.Host;
import dev.prebuild.agent.controlplane.store.LeasedPrebuild;
import dev.prebuild.agent.controlplane.store.PoolShare;
import dev.prebuild.agent.controlplane.store.Transaction;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What happens to hosts, within one transaction: they show signs of life, fall silent, are
 * forgotten.
 */
public record HostChanges(Transaction transaction) {

  /**
   * What a host says of itself in a sign of life.
   *
   * @param snapshots that it holds; empty while it cannot tell
   */
  public record Statement(
      Host.Key key, Host.Capacity capacity, boolean isCordoned, Optional<Held> snapshots) {}

  /**
   * Snapshots that a host holds.
   *
   * @param references of those that are in a registry, by their ids
   */
  public record Held(Set<String> ids, Map<String, String> references) {}

  /**
   * Notes a sign of life. A host that is new, back, or that can take on something else than before
   * has its part of the work decided anew.
   *
   * @return the host's revision now
   */
  public long heard(Statement said) {
    Optional<Host> before = transaction.hosts().find(said.key());
    transaction
        .hosts()
        .put(
            new Host(
                said.key(),
                said.capacity(),
                said.isCordoned(),
                false,
                transaction.now(),
                before.map(Host::revision).orElse(0L)));
    boolean isOtherwise = before.map(host -> isOtherwise(host, said)).orElse(true);
    boolean holdsOther =
        said.snapshots().map(held -> noteHeld(said.key(), held.ids())).orElse(false);
    boolean namesOther = said.snapshots().map(held -> named(said.key(), held)).orElse(false);
    if (before.isEmpty()) {
      transaction.wake(said.key());
    }
    if (isOtherwise || holdsOther || namesOther) {
      decideAnew(said.key().runnerId());
    }
    return transaction.hosts().find(said.key()).orElseThrow().revision();
  }

  /** It is told of those among them that are deleted. */
  private boolean noteHeld(Host.Key host, Set<String> listed) {
    List<String> deletedBefore = transaction.heldSnapshots().deleted(host);
    boolean isChanged = transaction.heldSnapshots().note(host, listed);
    if (isChanged && !transaction.heldSnapshots().deleted(host).equals(deletedBefore)) {
      transaction.wake(host);
    }
    return isChanged;
  }

  /** Those with a share of a pool of such a snapshot are told where it is now. */
  private boolean named(Host.Key host, Held held) {
    UUID runnerId = host.runnerId();
    Set<String> moved = transaction.snapshotReferences().note(runnerId, held.references());
    if (!moved.isEmpty()) {
      transaction.warmPools().of(runnerId).stream()
          .filter(pool -> moved.contains(pullable(pool)))
          .flatMap(pool -> transaction.shares().ofPool(pool.getId()).stream())
          .map(PoolShare::host)
          .forEach(transaction::wake);
    }
    return !moved.isEmpty();
  }

  /** The snapshot that hosts may have to pull for a pool; empty for none. */
  private static String pullable(WarmPool pool) {
    return PhaseRules.isLeaving(pool) ? "" : pool.getSpec().getSnapshotId();
  }

  /** Whether noting a sign of life could wait: it says nothing new, and the last one is young. */
  public static boolean isNews(
      Transaction transaction, Host host, Statement said, Duration freshness) {
    return isOtherwise(host, said)
        || host.heardAt().plus(freshness).isBefore(transaction.now())
        || said.snapshots().map(held -> !isNoted(transaction, said.key(), held)).orElse(false);
  }

  private static boolean isNoted(Transaction transaction, Host.Key host, Held held) {
    return transaction.heldSnapshots().isNoted(host, held.ids())
        && transaction.snapshotReferences().isNoted(host.runnerId(), held.references());
  }

  private static boolean isOtherwise(Host host, Statement said) {
    return host.isSilent()
        || host.isCordoned() != said.isCordoned()
        || !host.capacity().equals(said.capacity());
  }

  /**
   * The lease of a host has run out: what has not begun goes to others, what has begun fails.
   *
   * @param lease how long it may be silent
   */
  void fellSilent(Host host, Duration lease) {
    transaction
        .hosts()
        .put(
            new Host(
                host.key(),
                host.capacity(),
                host.isCordoned(),
                true,
                host.heardAt(),
                host.revision()));
    String why =
        "host %s, which ran it, has not been heard of since %s, longer than its lease of %d s; is prebuild-agent running there, and can it reach the control plane?"
            .formatted(host.name(), host.heardAt(), lease.toSeconds());
    for (LeasedPrebuild leased : transaction.prebuilds().leasedTo(host.key())) {
      new PrebuildChanges(transaction).leaseRanOut(leased, why);
    }
    decideAnew(host.key().runnerId());
  }

  /** A host has been silent for so long that nothing is expected of it any more. */
  void forget(Host host) {
    for (LeasedPrebuild leased : transaction.prebuilds().leasedTo(host.key())) {
      new PrebuildChanges(transaction).hostForgotten(leased);
    }
    transaction.heldSnapshots().removeAll(host.key());
    List<PoolShare> shares = transaction.shares().ofHost(host.key());
    shares.forEach(transaction.shares()::remove);
    transaction.hosts().remove(host.key());
    shares.forEach(share -> new PoolChanges(transaction).sumUp(share.poolId()));
  }

  private void decideAnew(UUID runnerId) {
    new PrebuildChanges(transaction).lease(runnerId);
    new PoolChanges(transaction).assignSnapshots(runnerId);
    new PoolChanges(transaction).divideAnew(runnerId);
  }

  /** The pools of which the host is told, each with its share. */
  public List<SharedPool> pools(Host.Key host) {
    Map<String, WarmPool> pools =
        transaction.warmPools().sharedBy(host).stream()
            .collect(Collectors.toMap(WarmPool::getId, Function.identity()));
    Map<String, String> references =
        transaction
            .snapshotReferences()
            .of(
                host.runnerId(),
                pools.values().stream().map(HostChanges::pullable).collect(Collectors.toSet()));
    return transaction.shares().ofHost(host).stream()
        .map(
            share -> {
              WarmPool pool = Optional.ofNullable(pools.get(share.poolId())).orElseThrow();
              return new SharedPool(
                  pool, share, Optional.ofNullable(references.get(pullable(pool))));
            })
        .toList();
  }

  /**
   * A pool and a host's share of it.
   *
   * @param reference where its snapshot can be pulled from
   */
  public record SharedPool(WarmPool pool, PoolShare share, Optional<String> reference) {}
}
