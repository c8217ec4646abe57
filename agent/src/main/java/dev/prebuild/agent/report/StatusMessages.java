package dev.prebuild.agent.report;

import com.google.protobuf.Timestamp;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolStatus;
import dev.prebuild.pool.PoolStatus;
import dev.prebuild.snapshot.lifecycle.Notes;
import dev.prebuild.snapshot.lifecycle.PrebuildStatus;
import dev.prebuild.snapshot.lifecycle.WarningMessage;
import java.net.URI;
import java.time.Instant;
import java.util.Objects;

/** Statuses in the contract's terms. */
final class StatusMessages {
  private StatusMessages() {}

  /**
   * A prebuild's status.
   *
   * @param logUrl told once there is a log: from the start of the prebuild to its deletion
   */
  static dev.prebuild.config.wire.gitpod.v1.PrebuildStatus of(
      PrebuildStatus status, Notes notes, long version, URI logUrl) {
    var message =
        dev.prebuild.config.wire.gitpod.v1.PrebuildStatus.newBuilder()
            .setStatusVersion(version)
            .setPhase(phase(status))
            .setWarningMessage(WarningMessage.of(notes.warnings()));
    notes.environmentId().ifPresent(id -> message.setEnvironmentId(id.toString()));
    if (hasLog(status)) {
      message.setLogUrl(logUrl.toString());
    }
    switch (status) {
      case PrebuildStatus.Running running ->
          message.setEnvironmentId(running.environmentId().toString());
      case PrebuildStatus.Stopping stopping ->
          message.setEnvironmentId(stopping.environmentId().toString());
      case PrebuildStatus.Snapshotting snapshotting ->
          message
              .setEnvironmentId(snapshotting.environmentId().toString())
              .setSnapshotCompletionPercentage(snapshotting.percent());
      case PrebuildStatus.Completed completed ->
          message
              .setEnvironmentId(completed.environmentId().toString())
              .setSnapshotSizeBytes(completed.snapshot().sizeBytes())
              .setCompletionTime(time(completed.at()));
      case PrebuildStatus.Failed failed ->
          message.setFailureMessage(failed.message()).setCompletionTime(time(failed.at()));
      case PrebuildStatus.Cancelled _,
          PrebuildStatus.Starting _,
          PrebuildStatus.Cancelling _,
          PrebuildStatus.Deleting _,
          PrebuildStatus.Deleted _ -> {}
    }
    return message.build();
  }

  private static boolean hasLog(PrebuildStatus status) {
    return switch (status) {
      case PrebuildStatus.Deleting _, PrebuildStatus.Deleted _ -> false;
      default -> true;
    };
  }

  private static PrebuildPhase phase(PrebuildStatus status) {
    return Objects.requireNonNull(PrebuildPhase.forNumber(status.phase().number()));
  }

  static WarmPoolStatus of(PoolStatus status, long version) {
    return WarmPoolStatus.newBuilder()
        .setStatusVersion(version)
        .setPhase(Objects.requireNonNull(WarmPoolPhase.forNumber(status.phase().number())))
        .setRunningInstances(status.running())
        .setStoppedInstances(status.stopped())
        .setDesiredSize(status.desired())
        .setFailureMessage(status.failure().orElse(""))
        .build();
  }

  private static Timestamp time(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }
}
