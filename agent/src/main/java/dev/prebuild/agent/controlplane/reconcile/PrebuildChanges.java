package dev.prebuild.agent.controlplane.reconcile;

import dev.prebuild.agent.controlplane.rules.Times;
import dev.prebuild.agent.controlplane.store.LeasedPrebuild;
import dev.prebuild.agent.controlplane.store.Transaction;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** What happens to prebuilds, within one transaction. */
public record PrebuildChanges(Transaction transaction) {

  /** Adds a prebuild; a host that has a free slot gets it at once. */
  public void create(Prebuild prebuild, UUID runnerId) {
    transaction.prebuilds().insert(prebuild, runnerId);
    lease(runnerId);
  }

  /** Asks for a prebuild under way to be cancelled. One that no host has is cancelled at once. */
  public Prebuild cancel(LeasedPrebuild before) {
    return ask(
        before,
        PrebuildPhase.PREBUILD_PHASE_CANCELLED,
        before.host().isPresent()
            ? PrebuildPhase.PREBUILD_PHASE_CANCELLING
            : PrebuildPhase.PREBUILD_PHASE_CANCELLED);
  }

  /**
   * Asks for a prebuild to be deleted, its snapshot included. Pools that use it go back to the
   * newest that is left, and other hosts that hold it are told. One that no host has, or one that
   * is forgotten, is deleted at once.
   */
  public Prebuild delete(LeasedPrebuild before) {
    Prebuild after =
        ask(
            before,
            PrebuildPhase.PREBUILD_PHASE_DELETED,
            before.hostKey().flatMap(transaction.hosts()::find).isPresent()
                ? PrebuildPhase.PREBUILD_PHASE_DELETING
                : PrebuildPhase.PREBUILD_PHASE_DELETED);
    transaction.snapshotReferences().remove(before.runnerId(), after.getId());
    assignSnapshot(after);
    transaction
        .heldSnapshots()
        .holders(before.runnerId(), after.getId())
        .forEach(transaction::wake);
    return after;
  }

  private Prebuild ask(LeasedPrebuild before, PrebuildPhase desired, PrebuildPhase phase) {
    Prebuild.Builder after = before.prebuild().toBuilder();
    after
        .getSpecBuilder()
        .setDesiredPhase(desired)
        .setSpecVersion(before.prebuild().getSpec().getSpecVersion() + 1);
    Prebuild asked = put(before, before.with(withPhase(after.build(), phase, status -> status)));
    before.hostKey().ifPresent(transaction::wake);
    lease(before.runnerId());
    return asked;
  }

  /** A host has reported; its slot is free once the prebuild is over. */
  public void reported(LeasedPrebuild before, PrebuildStatus status) {
    put(before, before.with(before.prebuild().toBuilder().setStatus(status).build()));
    switch (status.getPhase()) {
      case PREBUILD_PHASE_COMPLETED -> {
        before
            .hostKey()
            .ifPresent(host -> transaction.heldSnapshots().add(host, before.prebuild().getId()));
        assignSnapshot(before.prebuild());
        leave(before);
      }
      case PREBUILD_PHASE_FAILED, PREBUILD_PHASE_CANCELLED, PREBUILD_PHASE_DELETED -> leave(before);
      default -> {}
    }
  }

  private void leave(LeasedPrebuild over) {
    over.hostKey().ifPresent(transaction::wake);
    lease(over.runnerId());
  }

  /**
   * Ends a prebuild that nobody can be asked about any more. No host has it from now on: an agent
   * that comes back with it is not told of it, and clears it away.
   */
  public void fail(LeasedPrebuild before, String message) {
    giveUp(before, message);
    lease(before.runnerId());
  }

  private void giveUp(LeasedPrebuild before, String message) {
    LeasedPrebuild failed =
        before.with(
            withPhase(
                before.prebuild(),
                PrebuildPhase.PREBUILD_PHASE_FAILED,
                status ->
                    status
                        .setFailureMessage(message)
                        .setCompletionTime(Times.of(transaction.now()))));
    release(before, failed);
  }

  /** The lease of a host that is silent has run out. */
  void leaseRanOut(LeasedPrebuild before, String why) {
    switch (before.prebuild().getStatus().getPhase()) {
      case PREBUILD_PHASE_PENDING -> release(before, before);
      case PREBUILD_PHASE_CANCELLING ->
          release(before, before.with(in(before, PrebuildPhase.PREBUILD_PHASE_CANCELLED)));
      // The snapshot is still there; its host removes it when it is back.
      case PREBUILD_PHASE_DELETING -> {}
      default -> giveUp(before, why);
    }
  }

  /** The host that was to delete it will not come back. */
  void hostForgotten(LeasedPrebuild before) {
    if (before.prebuild().getStatus().getPhase() == PrebuildPhase.PREBUILD_PHASE_DELETING) {
      release(before, before.with(in(before, PrebuildPhase.PREBUILD_PHASE_DELETED)));
    }
  }

  private static Prebuild in(LeasedPrebuild before, PrebuildPhase phase) {
    return withPhase(before.prebuild(), phase, status -> status);
  }

  private void release(LeasedPrebuild before, LeasedPrebuild after) {
    put(before, after.leasedTo(Optional.empty()));
    before.hostKey().ifPresent(transaction::wake);
  }

  /** Gives waiting prebuilds of a runner to hosts with free slots. */
  public void lease(UUID runnerId) {
    new Leasing(transaction, runnerId).run();
  }

  private void assignSnapshot(Prebuild prebuild) {
    new PoolChanges(transaction)
        .assignSnapshot(
            prebuild.getMetadata().getProjectId(), prebuild.getMetadata().getEnvironmentClassId());
  }

  private Prebuild put(LeasedPrebuild before, LeasedPrebuild after) {
    Prebuild.Builder touched = after.prebuild().toBuilder();
    touched.getMetadataBuilder().setUpdatedAt(Times.of(transaction.now()));
    Prebuild built = touched.build();
    transaction.prebuilds().update(before, after.with(built));
    return built;
  }

  private static Prebuild withPhase(
      Prebuild prebuild, PrebuildPhase phase, UnaryOperator<PrebuildStatus.Builder> more) {
    PrebuildStatus.Builder status =
        prebuild.getStatus().toBuilder()
            .setPhase(phase)
            .clearSnapshotCompletionPercentage()
            .clearSnapshotSizeBytes()
            .setStatusVersion(prebuild.getStatus().getStatusVersion() + 1);
    return prebuild.toBuilder().setStatus(more.apply(status)).build();
  }
}
