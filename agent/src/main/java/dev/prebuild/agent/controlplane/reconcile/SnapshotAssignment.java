package dev.prebuild.agent.controlplane.reconcile;

import com.google.protobuf.Timestamp;
import dev.prebuild.agent.controlplane.rules.PhaseRules;
import dev.prebuild.agent.controlplane.store.Transaction;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.PrebuildMetadata;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import java.util.Optional;

/** Hands snapshots to pools, within one transaction. */
public record SnapshotAssignment(Transaction transaction, Timestamp now) {

  /**
   * Gives the pool of the prebuild's project and class the newest snapshot by creation, which is
   * not this prebuild's if it was overtaken.
   */
  public void afterCompletionOf(Prebuild completed) {
    PrebuildMetadata metadata = completed.getMetadata();
    String projectId = metadata.getProjectId();
    String classId = metadata.getEnvironmentClassId();
    Optional<Prebuild> newest = transaction.prebuilds().newestCompleted(projectId, classId);
    Optional<WarmPool> pool =
        transaction
            .warmPools()
            .findPair(projectId, classId)
            .filter(found -> !PhaseRules.isLeaving(found));
    if (newest.isPresent() && pool.isPresent()) {
      assign(pool.get(), newest.get().getId());
    }
  }

  private void assign(WarmPool before, String snapshotId) {
    if (before.getSpec().getSnapshotId().equals(snapshotId)) {
      return;
    }
    WarmPool.Builder after = before.toBuilder();
    after
        .getSpecBuilder()
        .setSnapshotId(snapshotId)
        .setSpecVersion(before.getSpec().getSpecVersion() + 1);
    after.getMetadataBuilder().setUpdatedAt(now);
    transaction.warmPools().update(before, after.build());
    transaction.counters().bumpRevision();
  }
}
