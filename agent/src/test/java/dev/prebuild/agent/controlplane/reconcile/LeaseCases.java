package dev.prebuild.agent.controlplane.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prebuild.agent.connect.ConnectException;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which host has which prebuild. */
interface LeaseCases extends InWorld {
  Duration FORGOTTEN = Duration.ofDays(1).plusSeconds(1);

  /** All other hosts fall silent. */
  private void fallSilent(ActingHost... others) {
    world().pass(TestSettings.LEASE.plusSeconds(1));
    for (ActingHost other : others) {
      other.sync();
    }
    world().reconcile();
  }

  @Test
  default void aPrebuildIsLeasedToOneHostAndNoneHasMoreThanItHolds() {
    ActingHost a = ActingHost.up(world(), "a", 1, 0);
    ActingHost b = ActingHost.up(world(), "b", 2, 0);
    ActingHost c = ActingHost.up(world(), "c", 0, 0);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add(world().prebuild(TestSettings.ONE, TestSettings.SMALL));
    }

    assertThat(a.view().prebuilds()).hasSize(1);
    assertThat(b.view().prebuilds()).hasSize(2);
    assertThat(c.view().prebuilds()).isEmpty();
    assertThat(Stream.of(a, b).flatMap(host -> host.view().prebuilds().keySet().stream()).toList())
        .containsExactlyInAnyOrderElementsOf(ids.subList(0, 3));

    a.report(
        ids.stream().filter(a.view().prebuilds()::containsKey).findFirst().orElseThrow(),
        PrebuildPhase.PREBUILD_PHASE_FAILED);
    assertThat(a.view().prebuilds()).containsOnlyKeys(ids.get(3));
    c.capacity(1, 0).sync();
    assertThat(c.view().prebuilds()).containsOnlyKeys(ids.get(4));
  }

  @Test
  default void whatHasNotBegunMovesOnWhenTheLeaseRunsOut() {
    ActingHost.up(world(), "a", 1, 0);
    String id = world().prebuild(TestSettings.ONE, TestSettings.SMALL);
    ActingHost b = ActingHost.up(world(), "b", 1, 0);
    assertThat(world().hostOf(id)).hasValue("a");
    world().pass(TestSettings.LEASE);
    world().reconcile();
    assertThat(world().hostOf(id)).as("not before the lease has run out").hasValue("a");

    fallSilent(b);

    assertThat(world().hostOf(id)).hasValue("b");
    assertThat(world().phase(id)).isEqualTo(PrebuildPhase.PREBUILD_PHASE_PENDING);
  }

  @Test
  default void whatIsUnderWayFailsAndSaysWhereAndWhatToDo() {
    ActingHost a = ActingHost.up(world(), "a", 1, 0);
    String id = world().prebuild(TestSettings.ONE, TestSettings.SMALL);
    a.report(id, PrebuildPhase.PREBUILD_PHASE_RUNNING);

    fallSilent();

    PrebuildStatus status = world().leased(id).prebuild().getStatus();
    assertThat(status.getPhase()).isEqualTo(PrebuildPhase.PREBUILD_PHASE_FAILED);
    assertThat(status.getFailureMessage())
        .contains("host a", "not been heard of", "180 s", "is prebuild-agent running there");
    assertThat(status.hasCompletionTime()).isTrue();
    assertThat(a.view().prebuilds()).isEmpty();
    assertThatThrownBy(() -> a.report(id, PrebuildPhase.PREBUILD_PHASE_COMPLETED))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  default void aCancellationOnASilentHostEnds() {
    ActingHost a = ActingHost.up(world(), "a", 1, 0);
    String id = world().prebuild(TestSettings.ONE, TestSettings.SMALL);
    a.report(id, PrebuildPhase.PREBUILD_PHASE_RUNNING);
    world().cancel(id);
    assertThat(world().phase(id)).isEqualTo(PrebuildPhase.PREBUILD_PHASE_CANCELLING);

    fallSilent();

    assertThat(world().phase(id)).isEqualTo(PrebuildPhase.PREBUILD_PHASE_CANCELLED);
  }

  @Test
  default void aDeletionWaitsForItsHostUntilThatIsForgotten() {
    ActingHost a = ActingHost.up(world(), "a", 1, 0);
    String id = a.make(TestSettings.ONE, TestSettings.SMALL);
    world().delete(id);

    fallSilent();
    assertThat(world().phase(id)).isEqualTo(PrebuildPhase.PREBUILD_PHASE_DELETING);
    assertThat(a.view().prebuilds()).containsOnlyKeys(id);
    world().pass(FORGOTTEN);
    world().reconcile();

    assertThat(world().phase(id)).isEqualTo(PrebuildPhase.PREBUILD_PHASE_DELETED);
    assertThat(world().hosts()).isEmpty();
  }

  @Test
  default void aDeletionOnASilentHostIsDoneWhenItIsBack() {
    ActingHost a = ActingHost.up(world(), "a", 1, 0);
    String id = a.make(TestSettings.ONE, TestSettings.SMALL);
    fallSilent();
    world().delete(id);
    assertThat(world().phase(id)).isEqualTo(PrebuildPhase.PREBUILD_PHASE_DELETING);

    a.sync();
    a.carryOut();

    assertThat(world().phase(id)).isEqualTo(PrebuildPhase.PREBUILD_PHASE_DELETED);
  }

  @Test
  default void whatAForgottenHostLeftIsDeletedAtOnce() {
    ActingHost a = ActingHost.up(world(), "a", 1, 0);
    String id = a.make(TestSettings.ONE, TestSettings.SMALL);
    fallSilent();
    world().pass(FORGOTTEN);
    world().reconcile();

    world().delete(id);

    assertThat(world().phase(id)).isEqualTo(PrebuildPhase.PREBUILD_PHASE_DELETED);
  }

  @Test
  default void aHostThatComesBackGetsNewWorkAndNotTheOld() {
    ActingHost a = ActingHost.up(world(), "a", 2, 0);
    String begun = world().prebuild(TestSettings.ONE, TestSettings.SMALL);
    a.report(begun, PrebuildPhase.PREBUILD_PHASE_RUNNING);
    String waiting = world().prebuild(TestSettings.ONE, TestSettings.SMALL);
    ActingHost b = ActingHost.up(world(), "b", 1, 0);
    fallSilent(b);
    assertThat(world().hostOf(waiting)).hasValue("b");
    String fresh = world().prebuild(TestSettings.ONE, TestSettings.SMALL);
    assertThat(world().hostOf(fresh)).as("b is full and a is silent").isEmpty();

    a.sync();

    assertThat(a.view().prebuilds()).containsOnlyKeys(fresh);
    assertThat(b.view().prebuilds()).containsOnlyKeys(waiting);
  }

  @Test
  default void aCordonedHostGoesOnWithWhatItHasAndGetsNothingNew() {
    ActingHost a = ActingHost.up(world(), "a", 2, 0);
    String before = world().prebuild(TestSettings.ONE, TestSettings.SMALL);
    a.cordoned(true).sync();
    String after = world().prebuild(TestSettings.ONE, TestSettings.SMALL);

    assertThat(a.view().prebuilds()).containsOnlyKeys(before);
    a.cordoned(false).sync();
    assertThat(a.view().prebuilds()).containsOnlyKeys(before, after);
  }

  @Test
  default void whatNoHostHasEndsAtOnce() {
    String cancelled = world().prebuild(TestSettings.ONE, TestSettings.SMALL);
    String deleted = world().prebuild(TestSettings.ONE, TestSettings.SMALL);
    world().cancel(cancelled);
    world().delete(deleted);

    assertThat(world().phase(cancelled)).isEqualTo(PrebuildPhase.PREBUILD_PHASE_CANCELLED);
    assertThat(world().phase(deleted)).isEqualTo(PrebuildPhase.PREBUILD_PHASE_DELETED);
  }

  /** A deletion takes no slot, so it is no reason either to let others go first. */
  @Test
  default void aProjectWhoseOldPrebuildsAreBeingDeletedIsNotServedByThat() {
    ActingHost a = ActingHost.up(world(), "a", 1, 0);
    world().delete(a.make(TestSettings.ONE, TestSettings.SMALL));
    String blocker = world().prebuild(TestSettings.THREE, TestSettings.SMALL);
    String older = world().prebuild(TestSettings.ONE, TestSettings.SMALL);
    world().prebuild(TestSettings.TWO, TestSettings.SMALL);

    a.report(blocker, PrebuildPhase.PREBUILD_PHASE_FAILED);

    assertThat(world().hostOf(older)).hasValue("a");
  }

  /** Whoever was away has heard of nobody; that says nothing of the hosts. */
  @Test
  default void aControlPlaneThatWasAwayGivesHostsALeaseToBeHeardOf() {
    ActingHost a = ActingHost.up(world(), "a", 1, 0);
    String id = world().prebuild(TestSettings.ONE, TestSettings.SMALL);
    a.report(id, PrebuildPhase.PREBUILD_PHASE_RUNNING);
    world().pass(Duration.ofDays(2));
    world().restart();
    world().reconcile();
    assertThat(world().phase(id)).isEqualTo(PrebuildPhase.PREBUILD_PHASE_RUNNING);

    fallSilent();

    assertThat(world().phase(id)).isEqualTo(PrebuildPhase.PREBUILD_PHASE_FAILED);
    assertThat(world().hosts()).hasSize(1);
  }
}
