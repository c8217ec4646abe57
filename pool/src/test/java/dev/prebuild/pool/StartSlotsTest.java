package dev.prebuild.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.pool.plan.Urgency;
import dev.prebuild.pool.plan.Urgency.Rank;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Who gets a slot of the host first. */
class StartSlotsTest {
  private final StartSlots slots = new StartSlots(1);

  @Test
  void theMostUrgentGoesFirstThenTheEmptiest() throws Exception {
    List<Urgency> wanted = new ArrayList<>();
    for (Rank rank : Rank.values()) {
      wanted.add(Urgency.of(rank, 3, 4));
      wanted.add(Urgency.of(rank, 1, 4));
    }
    Collections.shuffle(wanted, new Random(1));

    assertThat(served(wanted)).isSorted();
  }

  @Test
  void thoseThatAreEquallyUrgentGoInTheOrderInWhichTheyCame() throws Exception {
    Urgency same = Urgency.of(Rank.RUNNING, 1, 2);
    List<Urgency> served = served(List.of(same, Urgency.of(Rank.ROTATION), same));

    assertThat(served).containsExactly(same, same, Urgency.of(Rank.ROTATION));
  }

  @Test
  void whatTakesASlotAtOnceHoldsBackTheNext() throws Exception {
    slots.take();
    CountDownLatch has = new CountDownLatch(1);
    Thread waiter =
        Thread.startVirtualThread(
            () -> {
              slots.acquire(Urgency.of(Rank.CLAIM));
              has.countDown();
            });
    awaitWaiting(1);
    assertThat(has.getCount()).isEqualTo(1);

    slots.release();

    waiter.join();
    assertThat(has.getCount()).isZero();
  }

  @Test
  void aHandOverThatNeverEndsHoldsNobodyBackForEver() throws Exception {
    slots.beginHandOver();
    Thread waiter = Thread.startVirtualThread(() -> slots.acquire(Urgency.of(Rank.RUNNING)));

    waiter.join();

    slots.endHandOver();
  }

  /** All of these wait while the one slot is taken; then each is served and gives it on. */
  private List<Urgency> served(List<Urgency> wanted) throws InterruptedException {
    List<Urgency> served = Collections.synchronizedList(new ArrayList<>());
    slots.take();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < wanted.size(); i++) {
        Urgency urgency = wanted.get(i);
        executor.execute(
            () -> {
              slots.acquire(urgency);
              served.add(urgency);
              slots.release();
            });
        awaitWaiting(i + 1);
      }
      slots.release();
    }
    return served;
  }

  private void awaitWaiting(int count) {
    while (slots.waiting() < count) {
      Thread.onSpinWait();
    }
  }
}
