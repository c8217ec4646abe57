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

  @Test
  default void oneThatAHostHoldsIsPreferredToANewerOneThatNoneHolds() {
    ActingHost a = ActingHost.up(world(), "a", 9, 10);
    ActingHost b = ActingHost.up(world(), "b", 0, 10);
    String pool = pool();
    String first = a.make(TestSettings.ONE, TestSettings.SMALL);
    String second = a.make(TestSettings.ONE, TestSettings.SMALL);
    a.sync();
    b.gain(first);
    b.sync();
    assertThat(world().snapshot(pool)).isEqualTo(second);

    a.lose(second);
    a.sync();
    assertThat(world().snapshot(pool)).as("one list alone may be old").isEqualTo(second);
    a.sync();
    assertThat(world().snapshot(pool)).isEqualTo(first);

    a.gain(second);
    a.sync();
    assertThat(world().snapshot(pool)).as("it is there again").isEqualTo(second);
  }

  @Test
  default void withoutAnyHeldTheNewestStays() {
    ActingHost a = ActingHost.up(world(), "a", 9, 10);
    String pool = pool();
    String first = a.make(TestSettings.ONE, TestSettings.SMALL);
    String second = a.make(TestSettings.ONE, TestSettings.SMALL);
    a.lose(first);
    a.lose(second);
    a.sync();
    a.sync();

    assertThat(world().snapshot(pool)).isEqualTo(second);
  }

  @Test
  default void hostsAreToldOfDeletedSnapshotsThatTheyHold() {
    ActingHost a = ActingHost.up(world(), "a", 9, 10);
    ActingHost b = ActingHost.up(world(), "b", 0, 10);
    String snapshot = a.make(TestSettings.ONE, TestSettings.SMALL);
    b.gain(snapshot);
    b.sync();
    assertThat(b.view().deletedSnapshots()).isEmpty();
    long revision = b.view().revision();

    world().delete(snapshot);

    assertThat(b.view().deletedSnapshots()).containsExactly(snapshot);
    assertThat(b.view().revision()).as("it is woken").isGreaterThan(revision);
    assertThat(a.view().deletedSnapshots())
        .as("its own host is asked to delete the prebuild")
        .isEmpty();
    a.report(snapshot, PrebuildPhase.PREBUILD_PHASE_DELETED);
    b.lose(snapshot);
    b.sync();
    b.sync();
    assertThat(b.view().deletedSnapshots()).isEmpty();
  }

  @Test
  default void aHostThatComesWithWhatNobodyKnowsIsToldSo() {
    String unknown = "00000000-0000-0000-0000-00000000abcd";
    ActingHost a = ActingHost.up(world(), "a", 9, 10);
    long revision = a.view().revision();

    a.gain(unknown);
    a.sync();

    assertThat(a.view().deletedSnapshots()).containsExactly(unknown);
    assertThat(a.view().revision()).isGreaterThan(revision);
  }
}
