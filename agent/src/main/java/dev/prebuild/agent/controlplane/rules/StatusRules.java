package dev.prebuild.agent.controlplane.rules;

import static dev.prebuild.agent.controlplane.rules.Refusals.aborted;
import static dev.prebuild.agent.controlplane.rules.Refusals.failedPrecondition;
import static dev.prebuild.agent.controlplane.rules.Refusals.invalid;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolStatus;
import java.util.Optional;

/**
 * What becomes of a status report. A report with a greater version than the stored one moves the
 * status on, an equal report is a repeat, anything else is refused.
 */
public final class StatusRules {
  private StatusRules() {}

  /**
   * Decides on a report about a prebuild.
   *
   * @param now completion time of a prebuild whose report brings none
   * @return the status to be stored; empty if it is stored already
   * @throws dev.prebuild.agent.connect.ConnectException invalid_argument if no report may look like
   *     this, aborted if it is stale, failed_precondition if its phase cannot follow
   */
  public static Optional<PrebuildStatus> decide(
      PrebuildStatus stored, PrebuildStatus reported, Timestamp now) {
    check(reported);
    if (isStale(stored.getStatusVersion(), reported.getStatusVersion())) {
      throw stale(stored.getStatusVersion(), reported.getStatusVersion());
    }
    if (stored.getStatusVersion() == reported.getStatusVersion()) {
      if (!stored.equals(completed(reported, stored.getCompletionTime()))) {
        throw conflicting(stored.getStatusVersion());
      }
      return Optional.empty();
    }
    if (!PhaseRules.reportableAfter(stored.getPhase()).contains(reported.getPhase())) {
      throw failedPrecondition(
          "status.phase: %s cannot follow %s".formatted(reported.getPhase(), stored.getPhase()));
    }
    return Optional.of(completed(reported, now));
  }

  /**
   * The same for a report about a host's share of a warm pool.
   *
   * @param isLeaving whether the pool is asked to be deleted
   */
  public static Optional<WarmPoolStatus> decide(
      WarmPoolStatus stored, WarmPoolStatus reported, boolean isLeaving) {
    check(reported);
    if (isStale(stored.getStatusVersion(), reported.getStatusVersion())) {
      throw stale(stored.getStatusVersion(), reported.getStatusVersion());
    }
    if (stored.getStatusVersion() == reported.getStatusVersion()) {
      if (!stored.equals(reported)) {
        throw conflicting(stored.getStatusVersion());
      }
      return Optional.empty();
    }
    if (!PhaseRules.reportableAfter(stored.getPhase(), isLeaving).contains(reported.getPhase())) {
      throw failedPrecondition(
          "status.phase: %s cannot follow %s".formatted(reported.getPhase(), stored.getPhase()));
    }
    return Optional.of(reported);
  }

  private static void check(PrebuildStatus status) {
    PrebuildPhase phase = status.getPhase();
    if (phase == PrebuildPhase.PREBUILD_PHASE_UNSPECIFIED || phase == PrebuildPhase.UNRECOGNIZED) {
      throw invalid("status.phase must be one of the phases, got " + status.getPhaseValue());
    }
    int percentage = status.getSnapshotCompletionPercentage();
    if (percentage < 0 || percentage > 100) {
      throw invalid(
          "status.snapshotCompletionPercentage must be 0 to 100, got %d".formatted(percentage));
    }
    if (percentage != 0 && phase != PrebuildPhase.PREBUILD_PHASE_SNAPSHOTTING) {
      throw invalid("status.snapshotCompletionPercentage must be unset in " + phase);
    }
    if (status.getSnapshotSizeBytes() < 0) {
      throw invalid(
          "status.snapshotSizeBytes must not be negative, got %d"
              .formatted(status.getSnapshotSizeBytes()));
    }
    if (status.getSnapshotSizeBytes() != 0 && phase != PrebuildPhase.PREBUILD_PHASE_COMPLETED) {
      throw invalid("status.snapshotSizeBytes must be unset in " + phase);
    }
    if (status.hasCompletionTime() && !Timestamps.isValid(status.getCompletionTime())) {
      throw invalid("status.completionTime must be a valid timestamp");
    }
    if (!status.getEnvironmentId().isEmpty()) {
      Requests.uuid("status.environmentId", status.getEnvironmentId());
    }
  }

  private static void check(WarmPoolStatus status) {
    WarmPoolPhase phase = status.getPhase();
    if (phase == WarmPoolPhase.WARM_POOL_PHASE_UNSPECIFIED || phase == WarmPoolPhase.UNRECOGNIZED) {
      throw invalid("status.phase must be one of the phases, got " + status.getPhaseValue());
    }
    if (status.getRunningInstances() < 0 || status.getStoppedInstances() < 0) {
      throw invalid(
          "status.runningInstances and status.stoppedInstances must not be negative, got %d and %d"
              .formatted(status.getRunningInstances(), status.getStoppedInstances()));
    }
    if (status.getDesiredSize() < 0 || status.getDesiredSize() > WarmPoolSpec.LARGEST) {
      throw invalid(
          "status.desiredSize must be 0 to %d, got %d"
              .formatted(WarmPoolSpec.LARGEST, status.getDesiredSize()));
    }
  }

  /** Success and failure have a time, even if the agent has not said it. */
  private static PrebuildStatus completed(PrebuildStatus status, Timestamp time) {
    return switch (status.getPhase()) {
      case PREBUILD_PHASE_COMPLETED, PREBUILD_PHASE_FAILED ->
          status.hasCompletionTime() ? status : status.toBuilder().setCompletionTime(time).build();
      default -> status;
    };
  }

  private static boolean isStale(long stored, long reported) {
    return Long.compareUnsigned(reported, stored) < 0;
  }

  private static RuntimeException stale(long stored, long reported) {
    return aborted(
        "status.statusVersion: %s is older than the stored %s; sync, then report with a greater one"
            .formatted(Long.toUnsignedString(reported), Long.toUnsignedString(stored)));
  }

  private static RuntimeException conflicting(long version) {
    return aborted(
        "status.statusVersion: %s is stored with another status; sync, then report with a greater one"
            .formatted(Long.toUnsignedString(version)));
  }
}
