package dev.prebuild.agent.controlplane.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.controlplane.store.LeasedPrebuild;
import dev.prebuild.config.settings.StandaloneSettings.ProjectSettings;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What becomes of old prebuilds. */
interface RetentionCases extends InWorld {
  Duration OLD = TestSettings.RETENTION.plusSeconds(1);

  /** Time passes, and the host is heard of all the while. */
  private void pass(Duration time, ActingHost host) {
    world().pass(time);
    host.sync();
    world().reconcile();
  }

  @Test
  default void oldOnesAreDeletedButNotTheOneInUseNorOneUnderWay() {
    ActingHost a = ActingHost.up(world(), "a", 9, 10);
    String old = a.make(TestSettings.ONE, TestSettings.SMALL);
    String used = a.make(TestSettings.ONE, TestSettings.SMALL);
    String unused = a.make(TestSettings.TWO, TestSettings.SMALL);
    String failed = world().prebuild(TestSettings.ONE, TestSettings.SMALL);
    a.report(failed, PrebuildPhase.PREBUILD_PHASE_FAILED);
    String underWay = world().prebuild(TestSettings.ONE, TestSettings.SMALL);
    a.report(underWay, PrebuildPhase.PREBUILD_PHASE_RUNNING);
    String pool = world().pool(TestSettings.ONE, TestSettings.SMALL, 0, 1);
    pass(TestSettings.RETENTION, a);
    assertThat(world().phase(old)).isEqualTo(PrebuildPhase.PREBUILD_PHASE_COMPLETED);

    pass(Duration.ofSeconds(1), a);

    assertThat(world().phase(old)).isEqualTo(PrebuildPhase.PREBUILD_PHASE_DELETING);
    assertThat(world().phase(unused)).isEqualTo(PrebuildPhase.PREBUILD_PHASE_DELETING);
    assertThat(world().phase(failed)).isEqualTo(PrebuildPhase.PREBUILD_PHASE_DELETING);
    assertThat(world().phase(used)).isEqualTo(PrebuildPhase.PREBUILD_PHASE_COMPLETED);
    assertThat(world().phase(underWay)).isEqualTo(PrebuildPhase.PREBUILD_PHASE_RUNNING);
    assertThat(world().snapshot(pool)).isEqualTo(used);

    a.report(underWay, PrebuildPhase.PREBUILD_PHASE_COMPLETED);
    world().reconcile();
    assertThat(world().phase(used))
        .as("the pool has a newer one now")
        .isEqualTo(PrebuildPhase.PREBUILD_PHASE_DELETING);
  }

  @Test
  default void theDeletedAreForgottenAfterAWhile() {
    ActingHost a = ActingHost.up(world(), "a", 9, 10);
    String id = a.make(TestSettings.ONE, TestSettings.SMALL);
    world().delete(id);
    pass(Duration.ofDays(31), a);
    assertThat(world().phase(id)).as("not before it is").isNotNull();
    a.carryOut();
    assertThat(world().phase(id)).isEqualTo(PrebuildPhase.PREBUILD_PHASE_DELETED);

    world().reconcile();

    assertThat(world().prebuilds()).isEmpty();
  }

  /** A round deletes so many at most, and those that may not be deleted are the oldest here. */
  @Test
  default void manyThatAreInUseDoNotKeepTheOthersFromBeingDeleted() {
    ActingHost a = ActingHost.up(world(), "a", 9, 1_000);
    UUID[] ids = IntStream.range(0, 101).mapToObj(TestSettings::id).toArray(UUID[]::new);
    world()
        .take(
            TestSettings.of(
                IntStream.range(0, ids.length)
                    .mapToObj(i -> TestSettings.project(ids[i], TestSettings.SMALL))
                    .toArray(ProjectSettings[]::new)));
    for (UUID project : ids) {
      a.make(project, TestSettings.SMALL);
      world().pool(project, TestSettings.SMALL, 0, 1);
    }
    String unused = world().prebuild(ids[0], TestSettings.SMALL);
    a.report(unused, PrebuildPhase.PREBUILD_PHASE_FAILED);

    pass(OLD, a);

    assertThat(world().phase(unused)).isEqualTo(PrebuildPhase.PREBUILD_PHASE_DELETING);
    assertThat(world().prebuilds())
        .extracting(LeasedPrebuild::prebuild)
        .filteredOn(
            prebuild -> prebuild.getStatus().getPhase() == PrebuildPhase.PREBUILD_PHASE_COMPLETED)
        .hasSize(ids.length);
  }
}
