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
  /** Room above for all the changes that are still to come. */
  private static final long GREATEST_VERSION = 1L << 62;

  /** More than any host has, and few enough for sums. */
  private static final int MOST_INSTANCES = 10_000;

  private static final int LONGEST_URL = 2_000;

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
      PrebuildStatus stored, PrebuildStatus report, Timestamp now) {
    check(report);
    PrebuildStatus reported =
        report.toBuilder()
            .setFailureMessage(Texts.cut(report.getFailureMessage()))
            .setWarningMessage(Texts.cut(report.getWarningMessage()))
            .build();
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
      WarmPoolStatus stored, WarmPoolStatus report, boolean isLeaving) {
    check(report);
    WarmPoolStatus reported =
        report.toBuilder().setFailureMessage(Texts.cut(report.getFailureMessage())).build();
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
    checkVersion(status.getStatusVersion());
    if (status.getLogUrl().length() > LONGEST_URL) {
      throw invalid(
          "status.logUrl must have at most %d characters, got %d"
              .formatted(LONGEST_URL, status.getLogUrl().length()));
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
    checkVersion(status.getStatusVersion());
    checkCount("status.runningInstances", status.getRunningInstances(), MOST_INSTANCES);
    checkCount("status.stoppedInstances", status.getStoppedInstances(), MOST_INSTANCES);
    checkCount("status.desiredSize", status.getDesiredSize(), WarmPoolSpec.LARGEST);
  }

  private static void checkCount(String field, int value, int most) {
    if (value < 0 || value > most) {
      throw invalid("%s must be 0 to %d, got %d".formatted(field, most, value));
    }
  }

  private static void checkVersion(long version) {
    if (Long.compareUnsigned(version, GREATEST_VERSION) > 0) {
      throw invalid(
          "status.statusVersion must be at most %d, got %s"
              .formatted(GREATEST_VERSION, Long.toUnsignedString(version)));
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
    return reported < stored;
  }

  private static RuntimeException stale(long stored, long reported) {
    return aborted(
        "status.statusVersion: %s is older than the stored %s; sync, then report with a greater one"
            .formatted(reported, stored));
  }

  private static RuntimeException conflicting(long version) {
    return aborted(
        "status.statusVersion: %s is stored with another status; sync, then report with a greater one"
            .formatted(version));
  }
}
