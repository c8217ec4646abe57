package dev.prebuild.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.prebuild.config.spec.WarmPoolPhase;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolStatus;
import dev.prebuild.pool.PoolStatus;
import dev.prebuild.snapshot.lifecycle.Notes;
import dev.prebuild.snapshot.lifecycle.PrebuildStatus;
import dev.prebuild.snapshot.lifecycle.Snapshot;
import dev.prebuild.snapshot.steps.Warning;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

final class StatusMessagesTest {
  private static final UUID ENVIRONMENT = new UUID(1, 2);
  private static final String LOG = "https://agent.example/v1/prebuilds/x/logs";
  private static final Notes NOTES =
      new Notes(List.of(new Warning("devcontainer", "left out")), Optional.empty());
  private static final Instant AT = Instant.ofEpochSecond(100, 5);
  private static final Timestamp TIME = Timestamp.newBuilder().setSeconds(100).setNanos(5).build();

  private static Arguments row(
      PrebuildStatus status,
      PrebuildPhase phase,
      UnaryOperator<dev.prebuild.config.wire.gitpod.v1.PrebuildStatus.Builder> rest) {
    return Arguments.of(
        status,
        rest.apply(
                dev.prebuild.config.wire.gitpod.v1.PrebuildStatus.newBuilder()
                    .setPhase(phase)
                    .setStatusVersion(7)
                    .setWarningMessage("devcontainer: left out"))
            .build());
  }

  /** Each status with all that may be told in it, and nothing else. */
  static final List<Arguments> TABLE =
      List.of(
          row(
              new PrebuildStatus.Starting(),
              PrebuildPhase.PREBUILD_PHASE_STARTING,
              m -> m.setLogUrl(LOG)),
          row(
              new PrebuildStatus.Running(ENVIRONMENT),
              PrebuildPhase.PREBUILD_PHASE_RUNNING,
              m -> m.setLogUrl(LOG).setEnvironmentId(ENVIRONMENT.toString())),
          row(
              new PrebuildStatus.Stopping(ENVIRONMENT),
              PrebuildPhase.PREBUILD_PHASE_STOPPING,
              m -> m.setLogUrl(LOG).setEnvironmentId(ENVIRONMENT.toString())),
          row(
              new PrebuildStatus.Snapshotting(ENVIRONMENT, 42),
              PrebuildPhase.PREBUILD_PHASE_SNAPSHOTTING,
              m ->
                  m.setLogUrl(LOG)
                      .setEnvironmentId(ENVIRONMENT.toString())
                      .setSnapshotCompletionPercentage(42)),
          row(
              new PrebuildStatus.Completed(ENVIRONMENT, new Snapshot(new UUID(3, 4), 1_000), AT),
              PrebuildPhase.PREBUILD_PHASE_COMPLETED,
              m ->
                  m.setLogUrl(LOG)
                      .setEnvironmentId(ENVIRONMENT.toString())
                      .setSnapshotSizeBytes(1_000)
                      .setCompletionTime(TIME)),
          row(
              new PrebuildStatus.Failed("step 'x' exited with code 7", AT),
              PrebuildPhase.PREBUILD_PHASE_FAILED,
              m ->
                  m.setLogUrl(LOG)
                      .setFailureMessage("step 'x' exited with code 7")
                      .setCompletionTime(TIME)),
          row(
              new PrebuildStatus.Cancelling(),
              PrebuildPhase.PREBUILD_PHASE_CANCELLING,
              m -> m.setLogUrl(LOG)),
          row(
              new PrebuildStatus.Cancelled(AT),
              PrebuildPhase.PREBUILD_PHASE_CANCELLED,
              m -> m.setLogUrl(LOG)),
          row(new PrebuildStatus.Deleting(), PrebuildPhase.PREBUILD_PHASE_DELETING, m -> m),
          row(new PrebuildStatus.Deleted(), PrebuildPhase.PREBUILD_PHASE_DELETED, m -> m));

  @ParameterizedTest
  @FieldSource("TABLE")
  void aPrebuildIsToldInTheContractsTerms(
      PrebuildStatus status, dev.prebuild.config.wire.gitpod.v1.PrebuildStatus message) {
    assertThat(StatusMessages.of(status, NOTES, 7, URI.create(LOG))).isEqualTo(message);
  }

  @Test
  void noStatusIsForgottenInTheTable() {
    assertThat(TABLE).hasSize(PrebuildStatus.class.getPermittedSubclasses().length);
  }

  @Test
  void aPoolIsToldInTheContractsTerms() {
    PoolStatus status =
        new PoolStatus(WarmPoolPhase.DEGRADED, 2, 3, 4, Optional.of("no such snapshot"));

    assertThat(StatusMessages.of(status, 7))
        .isEqualTo(
            WarmPoolStatus.newBuilder()
                .setPhase(dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase.WARM_POOL_PHASE_DEGRADED)
                .setRunningInstances(2)
                .setStoppedInstances(3)
                .setDesiredSize(4)
                .setFailureMessage("no such snapshot")
                .setStatusVersion(7)
                .build());
  }
}
