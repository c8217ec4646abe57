package dev.prebuild.agent.controlplane.rules;

import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import java.util.EnumSet;
import java.util.Set;

/**
 * Which phase an agent may report after which: the one table of transitions. An agent that was away
 * may skip phases, but none goes backward, and after the end comes nothing but deletion.
 */
public final class PhaseRules {
  private PhaseRules() {}

  /** The phases that may be reported of a prebuild that stands in the given one. */
  public static Set<PrebuildPhase> after(PrebuildPhase phase) {
    return switch (phase) {
      case PREBUILD_PHASE_PENDING,
          PREBUILD_PHASE_STARTING,
          PREBUILD_PHASE_RUNNING,
          PREBUILD_PHASE_STOPPING,
          PREBUILD_PHASE_SNAPSHOTTING ->
          // By number: the same phase again (its progress moves), any later one, any end.
          EnumSet.range(phase, PrebuildPhase.PREBUILD_PHASE_DELETED);
      case PREBUILD_PHASE_COMPLETED, PREBUILD_PHASE_FAILED, PREBUILD_PHASE_CANCELLED ->
          EnumSet.of(PrebuildPhase.PREBUILD_PHASE_DELETING, PrebuildPhase.PREBUILD_PHASE_DELETED);
      case PREBUILD_PHASE_CANCELLING -> EnumSet.range(phase, PrebuildPhase.PREBUILD_PHASE_DELETED);
      case PREBUILD_PHASE_DELETING -> EnumSet.of(phase, PrebuildPhase.PREBUILD_PHASE_DELETED);
      case PREBUILD_PHASE_DELETED, PREBUILD_PHASE_UNSPECIFIED, UNRECOGNIZED -> Set.of();
    };
  }

  /** The phases that may be reported of a warm pool that stands in the given one. */
  public static Set<WarmPoolPhase> after(WarmPoolPhase phase) {
    return switch (phase) {
      // A pool turns PENDING again when it loses its snapshot.
      case WARM_POOL_PHASE_PENDING, WARM_POOL_PHASE_READY, WARM_POOL_PHASE_DEGRADED ->
          EnumSet.range(
              WarmPoolPhase.WARM_POOL_PHASE_PENDING, WarmPoolPhase.WARM_POOL_PHASE_DELETED);
      case WARM_POOL_PHASE_DELETING -> EnumSet.of(phase, WarmPoolPhase.WARM_POOL_PHASE_DELETED);
      case WARM_POOL_PHASE_DELETED, WARM_POOL_PHASE_UNSPECIFIED, UNRECOGNIZED -> Set.of();
    };
  }

  /** Whether the prebuild itself is over. */
  public static boolean isTerminal(PrebuildPhase phase) {
    return switch (phase) {
      case PREBUILD_PHASE_COMPLETED,
          PREBUILD_PHASE_FAILED,
          PREBUILD_PHASE_CANCELLED,
          PREBUILD_PHASE_DELETED ->
          true;
      case PREBUILD_PHASE_PENDING,
          PREBUILD_PHASE_STARTING,
          PREBUILD_PHASE_RUNNING,
          PREBUILD_PHASE_STOPPING,
          PREBUILD_PHASE_SNAPSHOTTING,
          PREBUILD_PHASE_CANCELLING,
          PREBUILD_PHASE_DELETING,
          PREBUILD_PHASE_UNSPECIFIED,
          UNRECOGNIZED ->
          false;
    };
  }

  /** Whether a prebuild is asked to be deleted, or as good as gone. */
  public static boolean isDeletion(PrebuildPhase phase) {
    return phase == PrebuildPhase.PREBUILD_PHASE_DELETING
        || phase == PrebuildPhase.PREBUILD_PHASE_DELETED;
  }

  /** Whether a pool is deleted, being deleted, or asked to be. */
  public static boolean isLeaving(WarmPool pool) {
    return isDeletion(pool.getStatus().getPhase()) || isDeletion(pool.getSpec().getDesiredPhase());
  }

  private static boolean isDeletion(WarmPoolPhase phase) {
    return phase == WarmPoolPhase.WARM_POOL_PHASE_DELETING
        || phase == WarmPoolPhase.WARM_POOL_PHASE_DELETED;
  }
}
