package dev.prebuild.agent.controlplane.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import org.junit.jupiter.api.Test;

/** Which snapshot a pool is made of. */
interface SnapshotCases extends InWorld {
  private String pool() {
    return world().pool(TestSettings.ONE, TestSettings.SMALL, 0, 2);
  }

  private String prebuild() {
    return world().prebuild(TestSettings.ONE, TestSettings.SMALL);
  }

  @Test
  default void theNewestByCreationWinsWheneverItCompletes() {
    ActingHost a = ActingHost.up(world(), "a", 9, 10);
    String pool = pool();
    String first = prebuild();
    String second = prebuild();
    String third = prebuild();
    assertThat(world().snapshot(pool)).isEmpty();

    a.report(second, PrebuildPhase.PREBUILD_PHASE_COMPLETED);
    assertThat(world().snapshot(pool)).isEqualTo(second);
    a.report(first, PrebuildPhase.PREBUILD_PHASE_COMPLETED);
    assertThat(world().snapshot(pool)).as("an older one that is late").isEqualTo(second);
    a.report(third, PrebuildPhase.PREBUILD_PHASE_COMPLETED);
    assertThat(world().snapshot(pool)).isEqualTo(third);
  }

  @Test
  default void aPoolHasSnapshotsOfItsOwnProjectAndClass() {
    ActingHost a = ActingHost.up(world(), "a", 9, 10);
    String pool = pool();
    a.make(TestSettings.ONE, TestSettings.LARGE);
    a.make(TestSettings.TWO, TestSettings.SMALL);
    a.report(prebuild(), PrebuildPhase.PREBUILD_PHASE_FAILED);

    assertThat(world().snapshot(pool)).isEmpty();
    assertThat(world().poolPhase(pool)).isEqualTo(WarmPoolPhase.WARM_POOL_PHASE_PENDING);
  }

  @Test
  default void aNewPoolStartsWithTheNewestThatIsThere() {
    ActingHost a = ActingHost.up(world(), "a", 9, 10);
    a.make(TestSettings.ONE, TestSettings.SMALL);
    String newest = a.make(TestSettings.ONE, TestSettings.SMALL);

    assertThat(world().snapshot(pool())).isEqualTo(newest);
  }

  @Test
  default void aDeletedSnapshotHandsThePoolBackToTheNewestThatIsLeft() {
    ActingHost a = ActingHost.up(world(), "a", 9, 10);
    String pool = pool();
    String first = a.make(TestSettings.ONE, TestSettings.SMALL);
    String second = a.make(TestSettings.ONE, TestSettings.SMALL);
    String third = a.make(TestSettings.ONE, TestSettings.SMALL);
    long version = world().pool(pool).getSpec().getSpecVersion();
    world().delete(second);
    assertThat(world().snapshot(pool)).isEqualTo(third);
    assertThat(world().pool(pool).getSpec().getSpecVersion()).isEqualTo(version);

    world().delete(third);
    assertThat(world().snapshot(pool)).isEqualTo(first);
    assertThat(world().pool(pool).getSpec().getSpecVersion()).isEqualTo(version + 1);
    world().delete(first);
    assertThat(world().snapshot(pool)).isEmpty();
    assertThat(world().poolPhase(pool)).isEqualTo(WarmPoolPhase.WARM_POOL_PHASE_PENDING);
  }

  @Test
  default void aPoolThatIsLeavingKeepsItsSnapshot() {
    ActingHost a = ActingHost.up(world(), "a", 9, 10);
    String pool = pool();
    String snapshot = a.make(TestSettings.ONE, TestSettings.SMALL);
    world().deletePool(pool);
    a.make(TestSettings.ONE, TestSettings.SMALL);

    assertThat(world().snapshot(pool)).isEqualTo(snapshot);
  }
}
