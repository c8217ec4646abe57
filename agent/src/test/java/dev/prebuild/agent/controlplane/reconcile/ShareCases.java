package dev.prebuild.agent.controlplane.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.controlplane.rules.PoolShares.Share;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolStatus;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which host has which share of which pool, and what comes of it. */
interface ShareCases extends InWorld {
  Share HALF = new Share(1, 2);
  Share ALL = new Share(2, 4);

  private String pool() {
    return world().pool(TestSettings.ONE, TestSettings.SMALL, 2, 4);
  }

  @Test
  default void aPoolIsDividedOverTheHostsThatHoldItsSnapshot() {
    ActingHost a = ActingHost.up(world(), "a", 1, 10);
    ActingHost b = ActingHost.up(world(), "b", 0, 10);
    ActingHost c = ActingHost.up(world(), "c", 0, 10).canPull(true);
    String pool = pool();
    String snapshot = a.make(TestSettings.ONE, TestSettings.SMALL);

    assertThat(world().snapshot(pool)).isEqualTo(snapshot);
    assertThat(world().shares(pool)).isEqualTo(Map.of("a", ALL));
    b.gain(snapshot);
    b.sync();
    assertThat(world().shares(pool)).as("b has it too").isEqualTo(Map.of("a", HALF, "b", HALF));
    c.sync();
    assertThat(world().shares(pool)).as("it is nowhere to pull it from").containsOnlyKeys("a", "b");
  }

  @Test
  default void aHostThatCanPullHasAShareOnceTheSnapshotIsInTheRegistry() {
    ActingHost a = ActingHost.up(world(), "a", 1, 10);
    ActingHost b = ActingHost.up(world(), "b", 0, 10).canPull(true);
    ActingHost c = ActingHost.up(world(), "c", 0, 10);
    b.sync();
    String pool = pool();
    String snapshot = a.make(TestSettings.ONE, TestSettings.SMALL);
    a.sync();
    long known = a.view().revision();
    assertThat(world().shares(pool)).isEqualTo(Map.of("a", ALL));

    String reference = a.push(snapshot);
    a.sync();

    assertThat(world().shares(pool)).isEqualTo(Map.of("a", HALF, "b", HALF));
    assertThat(b.view().references()).isEqualTo(Map.of(pool, reference));
    assertThat(a.view().references()).isEqualTo(Map.of(pool, reference));
    assertThat(a.view().revision()).isGreaterThan(known);
    assertThat(c.view().pools()).isEmpty();
    a.lose(snapshot);
    a.sync();
    a.sync();
    assertThat(world().shares(pool)).as("only the registry has it").isEqualTo(Map.of("b", ALL));
  }

  /** Hosts with different settings must not wake each other for ever. */
  @Test
  default void theReferenceThatCameLastCountsAndNoneTakesItBack() {
    ActingHost a = ActingHost.up(world(), "a", 1, 10).canPull(true);
    ActingHost b = ActingHost.up(world(), "b", 0, 10).canPull(true);
    String pool = pool();
    String snapshot = a.make(TestSettings.ONE, TestSettings.SMALL);
    b.gain(snapshot);
    String first = a.push(snapshot);
    a.sync();
    b.sync();
    assertThat(a.view().references()).isEqualTo(Map.of(pool, first));
    String second = b.push(snapshot);
    b.sync();
    assertThat(a.view().references()).isEqualTo(Map.of(pool, second));
    HostView settled = a.view();

    for (int i = 0; i < 3; i++) {
      a.sync();
      b.sync();
    }

    assertThat(a.view()).isEqualTo(settled);
  }

  @Test
  default void aReferenceGoesWithItsPrebuild() {
    ActingHost a = ActingHost.up(world(), "a", 1, 10).canPull(true);
    String pool = pool();
    String first = a.make(TestSettings.ONE, TestSettings.SMALL);
    String second = a.make(TestSettings.ONE, TestSettings.SMALL);
    String kept = a.push(first);
    String _ = a.push(second);
    a.sync();

    world().delete(second);
    a.sync();

    assertThat(world().snapshot(pool)).isEqualTo(first);
    assertThat(a.view().references()).isEqualTo(Map.of(pool, kept));
    assertThat(
            world()
                .<Map<String, String>>read(
                    transaction ->
                        transaction
                            .snapshotReferences()
                            .of(TestSettings.RUNNER, Set.of(first, second))))
        .as("that its host still names it changes nothing")
        .isEqualTo(Map.of(first, kept));
    world().deletePool(pool);
    assertThat(a.view().references()).as("what drains needs no snapshot").isEmpty();
  }

  /** Two hosts with the snapshot of a pool; returns the pool. */
  private String shared(ActingHost a, ActingHost b) {
    String pool = pool();
    String snapshot = a.make(TestSettings.ONE, TestSettings.SMALL);
    b.gain(snapshot);
    b.sync();
    a.sync();
    assertThat(world().shares(pool)).isEqualTo(Map.of("a", HALF, "b", HALF));
    return pool;
  }

  @Test
  default void aCordonedHostGivesItsShareUpAndGetsItBack() {
    ActingHost a = ActingHost.up(world(), "a", 1, 10);
    ActingHost b = ActingHost.up(world(), "b", 0, 10);
    String pool = shared(a, b);

    b.cordoned(true).sync();
    assertThat(world().shares(pool)).isEqualTo(Map.of("a", ALL));
    b.cordoned(false).sync();
    assertThat(world().shares(pool)).isEqualTo(Map.of("a", HALF, "b", HALF));
  }

  @Test
  default void aSilentHostGivesItsShareUpAndGetsItBack() {
    ActingHost a = ActingHost.up(world(), "a", 1, 10);
    ActingHost b = ActingHost.up(world(), "b", 0, 10);
    String pool = shared(a, b);

    world().pass(TestSettings.LEASE.plusSeconds(1));
    a.sync();
    world().reconcile();
    assertThat(world().shares(pool)).isEqualTo(Map.of("a", ALL));
    b.sync();
    assertThat(world().shares(pool)).isEqualTo(Map.of("a", HALF, "b", HALF));
  }

  @Test
  default void aSnapshotThatAListLacksOnceCountsAndTwiceDoesNot() {
    ActingHost a = ActingHost.up(world(), "a", 1, 10);
    ActingHost b = ActingHost.up(world(), "b", 0, 10);
    String pool = shared(a, b);
    b.lose(world().snapshot(pool));

    b.sync();
    assertThat(world().shares(pool)).isEqualTo(Map.of("a", HALF, "b", HALF));
    b.syncWithoutList();
    assertThat(world().shares(pool)).as("no list, no loss").containsOnlyKeys("a", "b");
    b.sync();
    assertThat(world().shares(pool)).isEqualTo(Map.of("a", ALL));
  }

  @Test
  default void noHostGetsMoreThanItHolds() {
    ActingHost.up(world(), "a", 0, 3);
    ActingHost b = ActingHost.up(world(), "b", 0, 0);
    String pool = world().pool(TestSettings.ONE, TestSettings.SMALL, 2, 10);
    assertThat(world().shares(pool)).isEqualTo(Map.of("a", new Share(2, 3)));

    b.capacity(0, 4).sync();

    assertThat(world().shares(pool)).isEqualTo(Map.of("a", new Share(1, 3), "b", new Share(1, 4)));
  }

  @Test
  default void theStatusIsTheSumOfTheHosts() {
    ActingHost a = ActingHost.up(world(), "a", 1, 10);
    ActingHost b = ActingHost.up(world(), "b", 0, 10);
    String pool = shared(a, b);
    a.reportPool(pool, status(WarmPoolPhase.WARM_POOL_PHASE_READY, 1, 2, ""));
    b.reportPool(pool, status(WarmPoolPhase.WARM_POOL_PHASE_DEGRADED, 3, 4, "no disk"));

    WarmPoolStatus sum = world().pool(pool).getStatus();
    assertThat(sum.getPhase()).isEqualTo(WarmPoolPhase.WARM_POOL_PHASE_DEGRADED);
    assertThat(sum.getRunningInstances()).isEqualTo(4);
    assertThat(sum.getStoppedInstances()).isEqualTo(6);
    assertThat(sum.getFailureMessage()).isEqualTo("b: no disk");

    b.cordoned(true).sync();
    WarmPoolStatus left = world().pool(pool).getStatus();
    assertThat(left.getPhase()).isEqualTo(WarmPoolPhase.WARM_POOL_PHASE_READY);
    assertThat(left.getRunningInstances()).isEqualTo(1);
    assertThat(left.getStatusVersion()).isEqualTo(sum.getStatusVersion() + 1);
  }

  private static WarmPoolStatus status(
      WarmPoolPhase phase, int running, int stopped, String failure) {
    return WarmPoolStatus.newBuilder()
        .setPhase(phase)
        .setRunningInstances(running)
        .setStoppedInstances(stopped)
        .setFailureMessage(failure)
        .build();
  }

  @Test
  default void withNobodyLeftThePoolIsDegradedAndSaysWhy() {
    ActingHost a = ActingHost.up(world(), "a", 1, 10);
    String pool = pool();
    String snapshot = a.make(TestSettings.ONE, TestSettings.SMALL);
    a.reportPool(pool, WarmPoolPhase.WARM_POOL_PHASE_READY);
    assertThat(world().poolPhase(pool)).isEqualTo(WarmPoolPhase.WARM_POOL_PHASE_READY);

    a.cordoned(true).sync();

    assertThat(world().poolPhase(pool)).isEqualTo(WarmPoolPhase.WARM_POOL_PHASE_DEGRADED);
    assertThat(world().pool(pool).getStatus().getFailureMessage())
        .contains("no host has room", snapshot);
  }

  @Test
  default void aPoolIsGoneWhenTheLastHostHasDrainedIt() {
    ActingHost a = ActingHost.up(world(), "a", 1, 10);
    ActingHost b = ActingHost.up(world(), "b", 0, 10);
    String pool = shared(a, b);
    world().deletePool(pool);
    assertThat(world().poolPhase(pool)).isEqualTo(WarmPoolPhase.WARM_POOL_PHASE_DELETING);

    a.carryOut();
    assertThat(world().poolPhase(pool)).isEqualTo(WarmPoolPhase.WARM_POOL_PHASE_DELETING);
    assertThat(a.view().pools()).isEmpty();
    b.cordoned(true).sync();
    assertThat(b.view().pools()).as("a cordoned host drains too").containsOnlyKeys(pool);
    b.reportPool(pool, WarmPoolPhase.WARM_POOL_PHASE_DELETING);
    assertThat(world().poolPhase(pool)).isEqualTo(WarmPoolPhase.WARM_POOL_PHASE_DELETING);
    b.carryOut();
    assertThat(world().poolPhase(pool)).isEqualTo(WarmPoolPhase.WARM_POOL_PHASE_DELETED);
  }

  @Test
  default void aPoolOfASilentHostIsGoneWhenThatIsForgotten() {
    ActingHost a = ActingHost.up(world(), "a", 1, 10);
    String pool = pool();
    world().deletePool(pool);
    world().pass(TestSettings.LEASE.plusSeconds(1));
    world().reconcile();
    assertThat(a.view().pools()).containsOnlyKeys(pool);
    assertThat(world().poolPhase(pool)).isEqualTo(WarmPoolPhase.WARM_POOL_PHASE_DELETING);

    world().pass(Duration.ofDays(1));
    world().reconcile();

    assertThat(world().poolPhase(pool)).isEqualTo(WarmPoolPhase.WARM_POOL_PHASE_DELETED);
  }

  @Test
  default void aPoolThatNoHostHasIsGoneAtOnce() {
    String pool = pool();
    world().deletePool(pool);

    assertThat(world().poolPhase(pool)).isEqualTo(WarmPoolPhase.WARM_POOL_PHASE_DELETED);
    assertThat(pool()).as("the pair is free again").isNotEqualTo(pool);
  }

  @Test
  default void theRoomOfAPoolThatIsGoneGoesToThoseThatLackIt() {
    ActingHost a = ActingHost.up(world(), "a", 0, 4);
    String old = world().pool(TestSettings.ONE, TestSettings.SMALL, 4, 4);
    String fresh = world().pool(TestSettings.TWO, TestSettings.SMALL, 2, 3);
    assertThat(world().shares(fresh)).isEmpty();
    world().deletePool(old);
    assertThat(world().shares(fresh)).as("what drains keeps its room").isEmpty();

    a.reportPool(old, WarmPoolPhase.WARM_POOL_PHASE_DELETED);

    assertThat(world().shares(fresh)).isEqualTo(Map.of("a", new Share(2, 3)));
    assertThat(a.view().pools()).containsOnlyKeys(fresh);
  }
}
