package dev.prebuild.agent.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import dev.prebuild.agent.connect.ConnectCode;
import dev.prebuild.agent.connect.ConnectException;
import dev.prebuild.agent.controlplane.rules.StatusRules;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolStatus;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StatusRulesTest {
  private static final Timestamp NOW = Timestamp.newBuilder().setSeconds(1000).build();
  private static final PrebuildStatus STORED =
      status(PrebuildPhase.PREBUILD_PHASE_SNAPSHOTTING, 5)
          .setSnapshotCompletionPercentage(40)
          .build();
  private static final WarmPoolStatus STORED_POOL =
      WarmPoolStatus.newBuilder()
          .setPhase(WarmPoolPhase.WARM_POOL_PHASE_READY)
          .setStatusVersion(5)
          .setRunningInstances(2)
          .build();

  @Test
  void aNewerReportMovesTheStatusOn() {
    PrebuildStatus reported = STORED.toBuilder().setStatusVersion(9).build();

    assertThat(StatusRules.decide(STORED, reported, NOW)).hasValue(reported);
  }

  @Test
  void anEqualReportIsARepeat() {
    assertThat(StatusRules.decide(STORED, STORED, NOW)).isEmpty();
    assertThat(StatusRules.decide(STORED_POOL, STORED_POOL, false)).isEmpty();
  }

  @Test
  void theEndHasATimeAndItsRepeatIsStillARepeat() {
    PrebuildStatus reported = status(PrebuildPhase.PREBUILD_PHASE_COMPLETED, 6).build();
    PrebuildStatus stored = StatusRules.decide(STORED, reported, NOW).orElseThrow();

    assertThat(stored.getCompletionTime()).isEqualTo(NOW);
    assertThat(StatusRules.decide(stored, reported, Timestamp.getDefaultInstance())).isEmpty();
  }

  @Test
  void theAgentsOwnCompletionTimeCounts() {
    Timestamp earlier = Timestamp.newBuilder().setSeconds(900).build();
    PrebuildStatus reported =
        status(PrebuildPhase.PREBUILD_PHASE_FAILED, 6).setCompletionTime(earlier).build();

    assertThat(StatusRules.decide(STORED, reported, NOW)).hasValue(reported);
  }

  static Stream<Arguments> refusedPrebuildReports() {
    return Stream.of(
        Arguments.of(STORED.toBuilder().setStatusVersion(4), ConnectCode.ABORTED, "older"),
        Arguments.of(
            STORED.toBuilder().setWarningMessage("other"), ConnectCode.ABORTED, "another status"),
        Arguments.of(
            status(PrebuildPhase.PREBUILD_PHASE_RUNNING, 6),
            ConnectCode.FAILED_PRECONDITION,
            "PREBUILD_PHASE_RUNNING cannot follow PREBUILD_PHASE_SNAPSHOTTING"),
        Arguments.of(
            status(PrebuildPhase.PREBUILD_PHASE_UNSPECIFIED, 6),
            ConnectCode.INVALID_ARGUMENT,
            "status.phase"),
        Arguments.of(
            PrebuildStatus.newBuilder().setPhaseValue(77).setStatusVersion(6),
            ConnectCode.INVALID_ARGUMENT,
            "status.phase"),
        Arguments.of(
            STORED.toBuilder().setStatusVersion(6).setSnapshotCompletionPercentage(101),
            ConnectCode.INVALID_ARGUMENT,
            "snapshotCompletionPercentage must be 0 to 100"),
        Arguments.of(
            status(PrebuildPhase.PREBUILD_PHASE_COMPLETED, 6).setSnapshotCompletionPercentage(100),
            ConnectCode.INVALID_ARGUMENT,
            "snapshotCompletionPercentage must be unset"),
        Arguments.of(
            STORED.toBuilder().setStatusVersion(6).setSnapshotSizeBytes(1),
            ConnectCode.INVALID_ARGUMENT,
            "snapshotSizeBytes must be unset"),
        Arguments.of(
            status(PrebuildPhase.PREBUILD_PHASE_COMPLETED, 6).setSnapshotSizeBytes(-1),
            ConnectCode.INVALID_ARGUMENT,
            "snapshotSizeBytes must not be negative"),
        Arguments.of(
            status(PrebuildPhase.PREBUILD_PHASE_COMPLETED, 6)
                .setCompletionTime(Timestamp.newBuilder().setNanos(-1)),
            ConnectCode.INVALID_ARGUMENT,
            "completionTime"),
        Arguments.of(
            STORED.toBuilder().setStatusVersion(-1),
            ConnectCode.INVALID_ARGUMENT,
            "statusVersion must be at most 4611686018427387904, got 18446744073709551615"),
        Arguments.of(
            STORED.toBuilder().setStatusVersion(6).setLogUrl("x".repeat(2_001)),
            ConnectCode.INVALID_ARGUMENT,
            "logUrl must have at most 2000 characters"),
        Arguments.of(
            STORED.toBuilder().setStatusVersion(6).setEnvironmentId("x"),
            ConnectCode.INVALID_ARGUMENT,
            "environmentId"));
  }

  @ParameterizedTest
  @MethodSource("refusedPrebuildReports")
  void refuses(PrebuildStatus.Builder report, ConnectCode code, String message) {
    assertRefused(() -> StatusRules.decide(STORED, report.build(), NOW), code, message);
  }

  static Stream<Arguments> refusedPoolReports() {
    return Stream.of(
        Arguments.of(STORED_POOL.toBuilder().setStatusVersion(4), ConnectCode.ABORTED, "older"),
        Arguments.of(
            STORED_POOL.toBuilder().setRunningInstances(1), ConnectCode.ABORTED, "another status"),
        Arguments.of(
            STORED_POOL.toBuilder()
                .setStatusVersion(6)
                .setPhase(WarmPoolPhase.WARM_POOL_PHASE_UNSPECIFIED),
            ConnectCode.INVALID_ARGUMENT,
            "status.phase"),
        Arguments.of(
            STORED_POOL.toBuilder().setStatusVersion(6).setStoppedInstances(-1),
            ConnectCode.INVALID_ARGUMENT,
            "stoppedInstances must be 0 to 10000"),
        Arguments.of(
            STORED_POOL.toBuilder().setStatusVersion(6).setRunningInstances(10_001),
            ConnectCode.INVALID_ARGUMENT,
            "runningInstances must be 0 to 10000"),
        Arguments.of(
            STORED_POOL.toBuilder().setStatusVersion(-1),
            ConnectCode.INVALID_ARGUMENT,
            "statusVersion must be at most"),
        Arguments.of(
            STORED_POOL.toBuilder().setStatusVersion(6).setDesiredSize(21),
            ConnectCode.INVALID_ARGUMENT,
            "desiredSize must be 0 to 20"));
  }

  @ParameterizedTest
  @MethodSource("refusedPoolReports")
  void refuses(WarmPoolStatus.Builder report, ConnectCode code, String message) {
    assertRefused(() -> StatusRules.decide(STORED_POOL, report.build(), false), code, message);
  }

  /** Whatever an agent writes, a page of a hundred prebuilds stays readable. */
  @Test
  void longMessagesAreCutAndTheirRepeatIsStillARepeat() {
    PrebuildStatus report =
        status(PrebuildPhase.PREBUILD_PHASE_FAILED, 6)
            .setFailureMessage("f".repeat(5_000))
            .setWarningMessage("w".repeat(5_000))
            .build();
    PrebuildStatus stored = StatusRules.decide(STORED, report, NOW).orElseThrow();

    assertThat(stored.getFailureMessage()).isEqualTo("f".repeat(4_096));
    assertThat(stored.getWarningMessage()).isEqualTo("w".repeat(4_096));
    assertThat(StatusRules.decide(stored, report, NOW)).isEmpty();
    WarmPoolStatus poolReport =
        STORED_POOL.toBuilder().setStatusVersion(6).setFailureMessage("f".repeat(5_000)).build();
    WarmPoolStatus storedPool = StatusRules.decide(STORED_POOL, poolReport, false).orElseThrow();
    assertThat(storedPool.getFailureMessage()).hasSize(4_096);
    assertThat(StatusRules.decide(storedPool, poolReport, false)).isEmpty();
  }

  @Test
  void aDeletedPoolStaysDeleted() {
    WarmPoolStatus deleted =
        STORED_POOL.toBuilder().setPhase(WarmPoolPhase.WARM_POOL_PHASE_DELETED).build();
    WarmPoolStatus report = STORED_POOL.toBuilder().setStatusVersion(6).build();

    assertRefused(
        () -> StatusRules.decide(deleted, report, true), ConnectCode.FAILED_PRECONDITION, "follow");
  }

  private static void assertRefused(Runnable decision, ConnectCode code, String message) {
    assertThatThrownBy(decision::run)
        .isInstanceOfSatisfying(ConnectException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(message);
  }

  private static PrebuildStatus.Builder status(PrebuildPhase phase, long version) {
    return PrebuildStatus.newBuilder().setPhase(phase).setStatusVersion(version);
  }
}
