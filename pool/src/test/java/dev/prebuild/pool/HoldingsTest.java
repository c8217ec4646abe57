package dev.prebuild.pool;

import static dev.prebuild.pool.PoolFixtures.OLD_SNAPSHOT;
import static dev.prebuild.pool.PoolFixtures.SNAPSHOT;
import static dev.prebuild.pool.PoolFixtures.instance;
import static dev.prebuild.pool.instance.Instance.State.DEAD;
import static dev.prebuild.pool.instance.Instance.State.RUNNING;
import static dev.prebuild.pool.instance.Instance.State.STOPPED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.pool.instance.Instance;
import dev.prebuild.pool.plan.Operation;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HoldingsTest {
  private static final Set<UUID> NOTHING = Set.of();

  private final Holdings holdings = new Holdings();
  private final Instance one = instance(1, RUNNING);
  private final Instance two = instance(2, RUNNING);

  @Test
  void aClaimTakesTheNewestSnapshotBeforeOutdatedOnesAndTheOldestFirst() {
    List<Instance> inOrder =
        List.of(
            instance(7, RUNNING),
            instance(8, RUNNING),
            instance(1, RUNNING, OLD_SNAPSHOT),
            instance(5, STOPPED),
            instance(2, STOPPED, OLD_SNAPSHOT));
    holdings.observe(inOrder.reversed(), 1, NOTHING);
    holdings.put(instance(9, DEAD), 1);
    holdings.doubt(instance(10, RUNNING), 1);

    for (Instance expected : inOrder) {
      assertThat(holdings.bestForClaim(expected.state(), Optional.of(SNAPSHOT), NOTHING))
          .contains(expected);
      holdings.forget(expected.id(), 2);
    }
    assertThat(holdings.bestForClaim(RUNNING, Optional.of(SNAPSHOT), NOTHING)).isEmpty();
    assertThat(holdings.bestForClaim(STOPPED, Optional.of(SNAPSHOT), NOTHING)).isEmpty();
  }

  @Test
  void instancesUnderWayAreNobodyElses() {
    holdings.observe(List.of(one, two), 1, NOTHING);

    assertThat(holdings.idle(Set.of(one.id()))).containsExactly(two);
    assertThat(holdings.bestForClaim(RUNNING, Optional.of(SNAPSHOT), Set.of(one.id())))
        .contains(two);
    assertThat(holdings.count(RUNNING, Set.of(one.id()))).isEqualTo(1);
  }

  @Test
  void aListReplacesWhatIsOlder() {
    holdings.observe(List.of(one), 1, NOTHING);
    holdings.observe(List.of(two), 2, NOTHING);

    assertThat(holdings.idle(NOTHING)).containsExactly(two);
  }

  @Test
  void whatFailedHalfWayIsThereUntilItWasRemoved() {
    Operation.Create create =
        new Operation.Create(one.id(), PoolFixtures.spec(1, 1), SNAPSHOT, PoolFixtures.URGENCY, "");
    holdings.keepRemains(create, PoolFixtures.NOW, 1);
    holdings.observe(List.of(), 2, NOTHING);

    assertThat(holdings.idle(NOTHING)).extracting(Instance::id).containsExactly(one.id());
    holdings.forget(one.id(), 3);
    assertThat(holdings.isEmpty()).isTrue();
  }

  @Test
  void anObservationSaysNothingOfWhatIsUnderWay() {
    holdings.observe(List.of(one), 1, NOTHING);
    holdings.observe(List.of(), 2, Set.of(one.id()));
    holdings.observe(one.id(), Optional.of(one.dead()), 3, Set.of(one.id()));

    assertThat(holdings.idle(NOTHING)).containsExactly(one);
  }

  @Test
  void whoHasLeftIsNotBroughtBackByAnOlderObservation() {
    holdings.put(one, 1);
    holdings.forget(one.id(), 5);

    holdings.observe(List.of(one), 4, NOTHING);
    holdings.observe(one.id(), Optional.of(one), 5, NOTHING);
    assertThat(holdings.isEmpty()).isTrue();

    holdings.observe(List.of(one), 6, NOTHING);
    assertThat(holdings.idle(NOTHING)).containsExactly(one);
  }

  @Test
  void norIsWhoWasSeenToBeGone() {
    holdings.put(one, 1);
    holdings.observe(one.id(), Optional.empty(), 5, NOTHING);

    holdings.observe(List.of(one), 4, NOTHING);

    assertThat(holdings.isEmpty()).isTrue();
  }

  @Test
  void norIsWhoWasGoneBeforeItWasEverHeld() {
    holdings.observe(one.id(), Optional.empty(), 5, NOTHING);

    holdings.observe(List.of(one, two), 4, NOTHING);

    assertThat(holdings.idle(NOTHING)).containsExactly(two);
  }

  @Test
  void norIsWhoAYoungerListDidNotName() {
    holdings.observe(List.of(two), 5, NOTHING);

    holdings.observe(one.id(), Optional.of(one), 4, NOTHING);
    holdings.observe(List.of(one), 3, NOTHING);

    assertThat(holdings.idle(NOTHING)).containsExactly(two);
  }

  @Test
  void anOlderObservationDoesNotChangeWhatIsKnown() {
    holdings.put(one.dead(), 5);

    holdings.observe(List.of(one), 5, NOTHING);
    holdings.observe(List.of(), 5, NOTHING);

    assertThat(holdings.idle(NOTHING)).containsExactly(one.dead());
  }

  @Test
  void doubtEndsWithAYoungerObservation() {
    holdings.doubt(one, 5);
    holdings.observe(one.id(), Optional.of(one), 5, NOTHING);
    assertThat(holdings.inDoubt(NOTHING)).containsExactly(one);
    assertThat(holdings.idle(NOTHING)).isEmpty();
    assertThat(holdings.isEmpty()).isFalse();

    holdings.observe(one.id(), Optional.of(one), 6, NOTHING);
    assertThat(holdings.inDoubt(NOTHING)).isEmpty();
    assertThat(holdings.idle(NOTHING)).containsExactly(one);
  }
}
