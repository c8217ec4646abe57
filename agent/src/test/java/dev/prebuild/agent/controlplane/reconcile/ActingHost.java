package dev.prebuild.agent.controlplane.reconcile;

import dev.prebuild.agent.controlplane.rules.PhaseRules;
import dev.prebuild.agent.controlplane.rules.Refusals;
import dev.prebuild.agent.controlplane.rules.StatusRules;
import dev.prebuild.agent.controlplane.rules.Times;
import dev.prebuild.agent.controlplane.store.Host;
import dev.prebuild.agent.controlplane.store.LeasedPrebuild;
import dev.prebuild.agent.controlplane.store.PoolShare;
import dev.prebuild.agent.controlplane.store.Transaction;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.PrebuildSpec;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolSpec;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolStatus;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** A host as the control plane knows it: what it says of itself, and what it does when told. */
final class ActingHost {
  private final World world;
  private final Host.Key key;
  private final Set<String> held = new TreeSet<>();
  private final Map<String, String> references = new TreeMap<>();
  private Host.Capacity capacity = new Host.Capacity(2, 20, false);
  private boolean isCordoned;

  ActingHost(World world, String name) {
    this.world = world;
    this.key = new Host.Key(TestSettings.RUNNER, name);
  }

  /** A host that has said that it is there. */
  static ActingHost up(World world, String name, int prebuilds, int instances) {
    ActingHost host = new ActingHost(world, name).capacity(prebuilds, instances);
    host.sync();
    return host;
  }

  String name() {
    return key.name();
  }

  Host.Key key() {
    return key;
  }

  Host.Capacity capacity() {
    return capacity;
  }

  ActingHost capacity(int prebuilds, int instances) {
    capacity = new Host.Capacity(prebuilds, instances, capacity.canPull());
    return this;
  }

  ActingHost canPull(boolean can) {
    capacity = new Host.Capacity(capacity.prebuilds(), capacity.instances(), can);
    return this;
  }

  ActingHost cordoned(boolean is) {
    isCordoned = is;
    return this;
  }

  /** A sign of life, with all that there is to say. */
  void sync() {
    sync(Optional.of(Set.copyOf(held)));
  }

  /** A sign of life while its engine does not answer. */
  void syncWithoutList() {
    sync(Optional.empty());
  }

  private void sync(Optional<Set<String>> snapshots) {
    HostChanges.Statement said =
        new HostChanges.Statement(
            key,
            capacity,
            isCordoned,
            snapshots.map(ids -> new HostChanges.Held(ids, Map.copyOf(references))));
    long _ = world.write(transaction -> new HostChanges(transaction).heard(said));
  }

  HostView view() {
    return world.read(transaction -> HostView.of(transaction, key));
  }

  /** It pulls a snapshot, or makes one. */
  void gain(String snapshotId) {
    held.add(snapshotId);
  }

  /** It pushes a snapshot that it holds; returns where that is then. */
  String push(String snapshotId) {
    return push(snapshotId, "registry.example/" + name());
  }

  /** The same to another repository. */
  String push(String snapshotId, String repository) {
    String reference = repository + "@sha256:" + snapshotId.replace("-", "").repeat(2);
    references.put(snapshotId, reference);
    return reference;
  }

  void lose(String snapshotId) {
    references.remove(snapshotId);
    held.remove(snapshotId);
  }

  /** Reports that a prebuild has moved on; the rules are those of the call. */
  void report(String id, PrebuildPhase phase) {
    boolean _ =
        world.write(
            transaction -> {
              LeasedPrebuild before = World.find(transaction, id);
              if (!before.hostKey().equals(Optional.of(key))) {
                throw Refusals.failedPrecondition("not leased to host " + name());
              }
              PrebuildStatus stored = before.prebuild().getStatus();
              StatusRules.decide(
                      stored,
                      PrebuildStatus.newBuilder()
                          .setPhase(phase)
                          .setStatusVersion(stored.getStatusVersion() + 1)
                          .build(),
                      Times.of(transaction.now()))
                  .ifPresent(status -> new PrebuildChanges(transaction).reported(before, status));
              return true;
            });
    switch (phase) {
      case PREBUILD_PHASE_COMPLETED -> gain(id);
      case PREBUILD_PHASE_DELETED -> lose(id);
      default -> {}
    }
  }

  /** Makes a prebuild of its own from beginning to end; returns its snapshot. */
  String make(UUID project, UUID environmentClass) {
    String id = world.prebuild(project, environmentClass);
    report(id, PrebuildPhase.PREBUILD_PHASE_COMPLETED);
    return id;
  }

  void reportPool(String poolId, WarmPoolPhase phase) {
    reportPool(poolId, WarmPoolStatus.newBuilder().setPhase(phase).build());
  }

  /** Reports about its share, under the next version. */
  void reportPool(String poolId, WarmPoolStatus status) {
    boolean _ =
        world.write(
            transaction -> {
              WarmPool pool = transaction.warmPools().find(poolId).orElseThrow();
              PoolShare share = share(transaction, poolId);
              StatusRules.decide(
                      share.status(),
                      status.toBuilder()
                          .setStatusVersion(share.status().getStatusVersion() + 1)
                          .build(),
                      PhaseRules.isLeaving(pool))
                  .ifPresent(next -> new PoolChanges(transaction).reported(pool, share, next));
              return true;
            });
  }

  private PoolShare share(Transaction transaction, String poolId) {
    return transaction.shares().ofPool(poolId).stream()
        .filter(candidate -> candidate.host().equals(key))
        .findFirst()
        .orElseThrow(() -> Refusals.notFound("host %s has no such share".formatted(name())));
  }

  /** Does at once all that it is told to. */
  void carryOut() {
    HostView told = view();
    told.prebuilds().forEach((id, spec) -> report(id, end(spec)));
    for (String id : told.pools().keySet()) {
      // Its shares may have moved with what it has just reported.
      WarmPoolSpec spec = view().pools().get(id);
      if (spec != null) {
        reportPool(
            id,
            spec.getDesiredPhase() == WarmPoolPhase.WARM_POOL_PHASE_DELETED
                ? WarmPoolPhase.WARM_POOL_PHASE_DELETED
                : WarmPoolPhase.WARM_POOL_PHASE_READY);
      }
    }
  }

  private static PrebuildPhase end(PrebuildSpec spec) {
    return switch (spec.getDesiredPhase()) {
      case PREBUILD_PHASE_CANCELLED -> PrebuildPhase.PREBUILD_PHASE_CANCELLED;
      case PREBUILD_PHASE_DELETED -> PrebuildPhase.PREBUILD_PHASE_DELETED;
      default -> PrebuildPhase.PREBUILD_PHASE_COMPLETED;
    };
  }
}
