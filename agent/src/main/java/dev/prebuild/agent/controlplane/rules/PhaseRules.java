package dev.prebuild.agent.controlplane.rules;

import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import java.util.EnumSet;
import java.util.Set;

/**
 * Which phase may follow which, and who may ask for it: the one table of transitions. An agent that
 * was away may skip phases, but none goes backward; cancellation and deletion are for the API to
 * ask for and for agents to carry out; after the end comes nothing but deletion.
 */
public final class PhaseRules {
  private PhaseRules() {}

  /** The phases that an agent may report of a prebuild that stands in the given one. */
  public static Set<PrebuildPhase> reportableAfter(PrebuildPhase phase) {
    return switch (phase) {
      case PREBUILD_PHASE_PENDING,
          PREBUILD_PHASE_STARTING,
          PREBUILD_PHASE_RUNNING,
          PREBUILD_PHASE_STOPPING,
          PREBUILD_PHASE_SNAPSHOTTING ->
          // By number: the same phase again (its progress moves), any later one, its end.
          EnumSet.range(phase, PrebuildPhase.PREBUILD_PHASE_FAILED);
      case PREBUILD_PHASE_CANCELLING ->
          EnumSet.range(phase, PrebuildPhase.PREBUILD_PHASE_CANCELLED);
      case PREBUILD_PHASE_DELETING -> EnumSet.range(phase, PrebuildPhase.PREBUILD_PHASE_DELETED);
      case PREBUILD_PHASE_COMPLETED,
          PREBUILD_PHASE_FAILED,
          PREBUILD_PHASE_CANCELLED,
          PREBUILD_PHASE_DELETED,
          PREBUILD_PHASE_UNSPECIFIED,
          UNRECOGNIZED ->
          Set.of();
    };
  }

  /** What a request does to a prebuild or a pool. */
  public enum Effect {
    /** It is asked for, and an agent carries it out. */
    ASKED,
    /** It is so already. */
    NOTHING,
    /** It cannot be asked for any more. */
    REFUSED
  }

  /** What a user's request to cancel does to a prebuild in that phase. */
  public static Effect cancel(PrebuildPhase phase) {
    return switch (phase) {
      case PREBUILD_PHASE_PENDING,
          PREBUILD_PHASE_STARTING,
          PREBUILD_PHASE_RUNNING,
          PREBUILD_PHASE_STOPPING,
          PREBUILD_PHASE_SNAPSHOTTING ->
          Effect.ASKED;
      case PREBUILD_PHASE_CANCELLING, PREBUILD_PHASE_CANCELLED -> Effect.NOTHING;
      case PREBUILD_PHASE_COMPLETED,
          PREBUILD_PHASE_FAILED,
          PREBUILD_PHASE_DELETING,
          PREBUILD_PHASE_DELETED,
          PREBUILD_PHASE_UNSPECIFIED,
          UNRECOGNIZED ->
          Effect.REFUSED;
    };
  }

  /** What a user's request to delete does to a prebuild in that phase. */
  public static Effect delete(PrebuildPhase phase) {
    return isDeletion(phase) ? Effect.NOTHING : Effect.ASKED;
  }

  /**
   * The phases that an agent may report of its share of a warm pool that stands in the given one.
   *
   * @param isLeaving whether the pool is asked to be deleted
   */
  public static Set<WarmPoolPhase> reportableAfter(WarmPoolPhase phase, boolean isLeaving) {
    return switch (phase) {
      // A pool turns PENDING again when it loses its snapshot.
      case WARM_POOL_PHASE_UNSPECIFIED,
          WARM_POOL_PHASE_PENDING,
          WARM_POOL_PHASE_READY,
          WARM_POOL_PHASE_DEGRADED ->
          EnumSet.range(
              WarmPoolPhase.WARM_POOL_PHASE_PENDING,
              isLeaving
                  ? WarmPoolPhase.WARM_POOL_PHASE_DELETED
                  : WarmPoolPhase.WARM_POOL_PHASE_DEGRADED);
      case WARM_POOL_PHASE_DELETING -> EnumSet.range(phase, WarmPoolPhase.WARM_POOL_PHASE_DELETED);
      case WARM_POOL_PHASE_DELETED, UNRECOGNIZED -> Set.of();
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
