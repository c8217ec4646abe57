package dev.prebuild.agent.controlplane.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What follows from other settings. */
interface SettingsCases extends InWorld {
  private void takeOneWith(UUID... classes) {
    world()
        .take(
            TestSettings.of(
                TestSettings.project(TestSettings.ONE, classes),
                TestSettings.project(TestSettings.TWO, TestSettings.SMALL)));
  }

  @Test
  default void aClassThatIsDroppedTakesItsPoolWithIt() {
    ActingHost a = ActingHost.up(world(), "a", 9, 10);
    String dropped = world().pool(TestSettings.ONE, TestSettings.LARGE, 1, 1);
    String kept = world().pool(TestSettings.ONE, TestSettings.SMALL, 1, 1);
    String underWay = world().prebuild(TestSettings.ONE, TestSettings.LARGE);

    takeOneWith(TestSettings.SMALL);

    assertThat(world().poolPhase(dropped)).isEqualTo(WarmPoolPhase.WARM_POOL_PHASE_DELETING);
    assertThat(world().poolPhase(kept)).isEqualTo(WarmPoolPhase.WARM_POOL_PHASE_PENDING);
    assertThat(world().phase(underWay)).isEqualTo(PrebuildPhase.PREBUILD_PHASE_PENDING);
    a.carryOut();
    assertThat(world().poolPhase(dropped)).isEqualTo(WarmPoolPhase.WARM_POOL_PHASE_DELETED);
  }

  @Test
  default void aProjectThatTurnsPrebuildsOffLosesAllItsPools() {
    ActingHost.up(world(), "a", 9, 10);
    String small = world().pool(TestSettings.ONE, TestSettings.SMALL, 1, 1);
    String large = world().pool(TestSettings.ONE, TestSettings.LARGE, 1, 1);
    String other = world().pool(TestSettings.TWO, TestSettings.SMALL, 1, 1);

    takeOneWith();

    assertThat(world().poolPhase(small)).isEqualTo(WarmPoolPhase.WARM_POOL_PHASE_DELETING);
    assertThat(world().poolPhase(large)).isEqualTo(WarmPoolPhase.WARM_POOL_PHASE_DELETING);
    assertThat(world().poolPhase(other)).isEqualTo(WarmPoolPhase.WARM_POOL_PHASE_PENDING);
  }

  @Test
  default void aProjectThatVanishesFailsWhatIsUnderWayAndLetsDeletionsGoOn() {
    ActingHost a = ActingHost.up(world(), "a", 9, 10);
    String completed = a.make(TestSettings.ONE, TestSettings.SMALL);
    String deleted = a.make(TestSettings.ONE, TestSettings.SMALL);
    world().delete(deleted);
    String running = world().prebuild(TestSettings.ONE, TestSettings.SMALL);
    a.report(running, PrebuildPhase.PREBUILD_PHASE_RUNNING);
    String cancelled = world().prebuild(TestSettings.ONE, TestSettings.SMALL);
    world().cancel(cancelled);

    world().take(TestSettings.of(TestSettings.project(TestSettings.TWO, TestSettings.SMALL)));

    assertThat(world().phase(completed)).isEqualTo(PrebuildPhase.PREBUILD_PHASE_COMPLETED);
    assertThat(world().phase(running)).isEqualTo(PrebuildPhase.PREBUILD_PHASE_FAILED);
    assertThat(world().leased(running).prebuild().getStatus().getFailureMessage())
        .contains("not in the settings any more");
    assertThat(a.view().prebuilds()).containsOnlyKeys(deleted, cancelled);
    a.carryOut();
    assertThat(world().phase(deleted)).isEqualTo(PrebuildPhase.PREBUILD_PHASE_DELETED);
    assertThat(world().phase(cancelled)).isEqualTo(PrebuildPhase.PREBUILD_PHASE_CANCELLED);
  }

  @Test
  default void theSlotsOfWhatIsGivenUpGoToThoseWhoWait() {
    ActingHost a = ActingHost.up(world(), "a", 1, 0);
    world().prebuild(TestSettings.ONE, TestSettings.SMALL);
    String waiting = world().prebuild(TestSettings.TWO, TestSettings.SMALL);

    world().take(TestSettings.of(TestSettings.project(TestSettings.TWO, TestSettings.SMALL)));

    assertThat(a.view().prebuilds()).containsOnlyKeys(waiting);
  }

  @Test
  default void everyHostIsToldAnew() {
    ActingHost a = ActingHost.up(world(), "a", 1, 0);
    long before = a.view().revision();
    world().take(TestSettings.full());

    assertThat(a.view().revision()).isGreaterThan(before);
  }
}
