package dev.prebuild.agent.controlplane;

import static dev.prebuild.config.wire.gitpod.v1.PrebuildPhase.PREBUILD_PHASE_CANCELLED;
import static dev.prebuild.config.wire.gitpod.v1.PrebuildPhase.PREBUILD_PHASE_CANCELLING;
import static dev.prebuild.config.wire.gitpod.v1.PrebuildPhase.PREBUILD_PHASE_COMPLETED;
import static dev.prebuild.config.wire.gitpod.v1.PrebuildPhase.PREBUILD_PHASE_DELETED;
import static dev.prebuild.config.wire.gitpod.v1.PrebuildPhase.PREBUILD_PHASE_DELETING;
import static dev.prebuild.config.wire.gitpod.v1.PrebuildPhase.PREBUILD_PHASE_FAILED;
import static dev.prebuild.config.wire.gitpod.v1.PrebuildPhase.PREBUILD_PHASE_PENDING;
import static dev.prebuild.config.wire.gitpod.v1.PrebuildPhase.PREBUILD_PHASE_RUNNING;
import static dev.prebuild.config.wire.gitpod.v1.PrebuildPhase.PREBUILD_PHASE_SNAPSHOTTING;
import static dev.prebuild.config.wire.gitpod.v1.PrebuildPhase.PREBUILD_PHASE_STARTING;
import static dev.prebuild.config.wire.gitpod.v1.PrebuildPhase.PREBUILD_PHASE_STOPPING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prebuild.agent.connect.ConnectCode;
import dev.prebuild.agent.connect.ConnectException;
import dev.prebuild.agent.controlplane.rules.Times;
import dev.prebuild.config.settings.DatabaseSettings;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.runner.v1.HostState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prebuilds from beginning to end, as users and agents see them. */
abstract class PrebuildLifeContract {
  private ControlPlaneFixture plane;

  /** A database of its own; a file if empty. */
  abstract Optional<DatabaseSettings> database() throws Exception;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    plane = ControlPlaneFixture.in(folder).on(database()).open();
  }

  @AfterEach
  void close() {
    plane.close();
  }

  /** Leased to the host. */
  private Prebuild leased() throws InterruptedException {
    return plane.user().createPrebuild(TestCatalog.PROJECT, TestCatalog.SMALL);
  }

  /** Of a runner that has no host. */
  private Prebuild waiting() throws InterruptedException {
    return plane.user().createPrebuild(TestCatalog.OTHER_PROJECT, TestCatalog.FAR);
  }

  /** How far the versions have gone up. */
  private void assertChanged(
      Prebuild before, Prebuild after, PrebuildPhase phase, int spec, int status) {
    assertThat(after.getStatus().getPhase()).isEqualTo(phase);
    assertThat(after.getSpec().getSpecVersion() - before.getSpec().getSpecVersion())
        .as("specVersion")
        .isEqualTo(spec);
    assertThat(after.getStatus().getStatusVersion() - before.getStatus().getStatusVersion())
        .as("statusVersion")
        .isEqualTo(status);
    assertThat(after.getMetadata().getUpdatedAt())
        .isEqualTo(Times.of(plane.clock().instant()))
        .isNotEqualTo(before.getMetadata().getUpdatedAt());
    assertThat(after.getMetadata().getCreatedAt()).isEqualTo(before.getMetadata().getCreatedAt());
  }

  private void timePasses() {
    plane.clock().advance(Duration.ofSeconds(1));
  }

  private static void assertRefused(ThrowingCallable call, ConnectCode code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(ConnectException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void goesThroughItsPhasesAndIsDeleted() throws Exception {
    Prebuild before = leased();
    for (PrebuildPhase phase :
        List.of(
            PREBUILD_PHASE_STARTING,
            PREBUILD_PHASE_RUNNING,
            PREBUILD_PHASE_STOPPING,
            PREBUILD_PHASE_SNAPSHOTTING,
            PREBUILD_PHASE_COMPLETED)) {
      timePasses();
      plane.host().moveOn(before, phase);
      Prebuild after = plane.user().get(before);
      assertChanged(before, after, phase, 0, 1);
      timePasses();
      plane.host().report(after, after.getStatus());
      assertThat(plane.user().get(after)).as("a report twice").isEqualTo(after);
      before = after;
    }
    assertThat(before.getStatus().hasCompletionTime()).isTrue();
    assertThat(plane.host().told(before)).as("nothing is left to do").isEmpty();

    timePasses();
    Prebuild deleting = plane.user().delete(before);
    assertChanged(before, deleting, PREBUILD_PHASE_DELETING, 1, 1);
    assertThat(deleting.getSpec().getDesiredPhase()).isEqualTo(PREBUILD_PHASE_DELETED);
    assertThat(plane.host().told(before)).hasValue(deleting);
    timePasses();
    assertThat(plane.user().delete(before)).as("delete twice").isEqualTo(deleting);

    plane.host().moveOn(deleting, PREBUILD_PHASE_DELETED);
    Prebuild deleted = plane.user().get(deleting);
    assertChanged(deleting, deleted, PREBUILD_PHASE_DELETED, 0, 1);
    assertThat(plane.host().told(deleted)).isEmpty();
    timePasses();
    assertThat(plane.user().delete(deleted)).as("delete thrice").isEqualTo(deleted);
  }

  @Test
  void isCancelledAtOnceWhileNoHostHasIt() throws Exception {
    Prebuild waiting = waiting();
    timePasses();

    Prebuild cancelled = plane.user().cancel(waiting);

    assertChanged(waiting, cancelled, PREBUILD_PHASE_CANCELLED, 1, 1);
    assertThat(plane.user().get(waiting)).isEqualTo(cancelled);
    assertThat(plane.farHost().sync().getPrebuildsList()).as("a host that comes late").isEmpty();
    timePasses();
    assertThat(plane.user().cancel(waiting)).as("cancel twice").isEqualTo(cancelled);
  }

  @Test
  void isCancelledByItsHost() throws Exception {
    Prebuild leased = leased();
    timePasses();
    Prebuild cancelling = plane.user().cancel(leased);
    assertChanged(leased, cancelling, PREBUILD_PHASE_CANCELLING, 1, 1);
    assertThat(plane.host().told(leased)).hasValue(cancelling);
    timePasses();
    assertThat(plane.user().cancel(leased)).as("cancel twice").isEqualTo(cancelling);

    assertRefused(
        () -> plane.host().moveOn(cancelling, PREBUILD_PHASE_COMPLETED),
        ConnectCode.FAILED_PRECONDITION);
    assertThat(plane.user().get(leased)).isEqualTo(cancelling);

    plane.host().moveOn(cancelling, PREBUILD_PHASE_CANCELLED);
    Prebuild cancelled = plane.user().get(leased);
    assertChanged(cancelling, cancelled, PREBUILD_PHASE_CANCELLED, 0, 1);
    assertThat(cancelled.getStatus().hasCompletionTime()).as("no success, no failure").isFalse();
    assertThat(plane.host().told(leased)).isEmpty();
  }

  @Test
  void isCancelledNoMoreWhenItIsOver() throws Exception {
    for (PrebuildPhase end : List.of(PREBUILD_PHASE_COMPLETED, PREBUILD_PHASE_FAILED)) {
      Prebuild prebuild = leased();
      plane.host().moveOn(prebuild, end);
      Prebuild over = plane.user().get(prebuild);
      timePasses();

      assertRefused(() -> plane.user().cancel(over), ConnectCode.FAILED_PRECONDITION);
      assertThat(plane.user().get(over)).isEqualTo(over);
    }
  }

  @Test
  void isDeletedAtOnceIfNoHostEverHadIt() throws Exception {
    Prebuild waiting = waiting();
    timePasses();

    Prebuild deleted = plane.user().delete(waiting);

    assertChanged(waiting, deleted, PREBUILD_PHASE_DELETED, 1, 1);
    assertRefused(() -> plane.user().cancel(deleted), ConnectCode.FAILED_PRECONDITION);
  }

  @Test
  void isDeletedInTheMiddleOfAnything() throws Exception {
    for (PrebuildPhase phase :
        List.of(PREBUILD_PHASE_PENDING, PREBUILD_PHASE_RUNNING, PREBUILD_PHASE_SNAPSHOTTING)) {
      Prebuild prebuild = leased();
      plane.host().moveOn(prebuild, phase);
      plane.user().delete(prebuild);
      assertDeletedByItsHost(prebuild);
    }
    Prebuild cancelling = leased();
    plane.user().cancel(cancelling);
    plane.user().delete(cancelling);
    assertDeletedByItsHost(cancelling);
    Prebuild failed = leased();
    plane.host().moveOn(failed, PREBUILD_PHASE_FAILED);
    plane.user().delete(failed);
    assertDeletedByItsHost(failed);
  }

  private void assertDeletedByItsHost(Prebuild prebuild) throws InterruptedException {
    assertThat(plane.host().told(prebuild).orElseThrow().getStatus().getPhase())
        .isEqualTo(PREBUILD_PHASE_DELETING);
    for (PrebuildPhase end :
        List.of(PREBUILD_PHASE_COMPLETED, PREBUILD_PHASE_FAILED, PREBUILD_PHASE_CANCELLED)) {
      assertRefused(() -> plane.host().moveOn(prebuild, end), ConnectCode.FAILED_PRECONDITION);
    }
    plane.host().moveOn(prebuild, PREBUILD_PHASE_DELETED);
    assertThat(plane.user().get(prebuild).getStatus().getPhase()).isEqualTo(PREBUILD_PHASE_DELETED);
  }

  @Test
  void waitsForASlotAndGetsTheFirstThatIsFree() throws Exception {
    HostState oneSlot = HostState.newBuilder().setPrebuildCapacity(1).build();
    TestHost host = plane.host(ControlPlaneFixture.HOST, oneSlot);
    host.sync();
    Prebuild first = leased();
    Prebuild second = leased();
    assertThat(host.told(first)).isPresent();
    assertThat(host.told(second)).isEmpty();

    TestHost other = plane.host("other", oneSlot);
    assertThat(other.told(second)).as("another host comes").isPresent();
    Prebuild third = leased();
    assertThat(plane.user().cancel(third).getStatus().getPhase())
        .as("nobody had it")
        .isEqualTo(PREBUILD_PHASE_CANCELLED);
    Prebuild fourth = leased();
    plane.user().delete(first);
    assertThat(host.told(fourth)).as("a deletion takes no slot").isPresent();
  }

  @Test
  void isReportedByTheHostThatHasItAlone() throws Exception {
    Prebuild leased = leased();
    TestHost other = plane.host("other", HostState.newBuilder().setPrebuildCapacity(9).build());
    other.sync();
    timePasses();

    assertRefused(
        () -> other.report(leased, PREBUILD_PHASE_RUNNING, 2), ConnectCode.FAILED_PRECONDITION);
    assertRefused(
        () -> plane.farHost().report(leased, PREBUILD_PHASE_RUNNING, 2), ConnectCode.NOT_FOUND);
    assertThat(plane.user().get(leased)).isEqualTo(leased);
  }
}
