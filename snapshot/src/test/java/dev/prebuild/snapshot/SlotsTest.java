package dev.prebuild.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class SlotsTest {
  @Test
  void oneThatFindsNoneFreeWaitsUntilOneIsLeft() throws InterruptedException {
    Slots slots = new Slots(1, Clock.systemUTC());
    slots.enter(UUID.randomUUID());
    Entrant second = Entrant.start(slots);
    second.awaitWaiting();

    slots.leave();

    second.awaitInside();
  }

  @Test
  void anAdoptedOneIsLetInAndCounts() throws InterruptedException {
    Slots slots = new Slots(1, Clock.systemUTC());
    slots.enter(UUID.randomUUID());
    slots.adopt();
    Entrant third = Entrant.start(slots);
    third.awaitWaiting();

    slots.leave();
    Entrant fourth = Entrant.start(slots);
    fourth.awaitWaiting();
    assertThat(third.isInside()).isFalse();

    slots.leave();
    third.awaitInside();
    assertThat(fourth.isInside()).isFalse();
    slots.leave();
    fourth.awaitInside();
  }

  @Test
  void anInterruptEndsTheWaitAndTakesNoSlot() throws InterruptedException {
    Slots slots = new Slots(1, Clock.systemUTC());
    slots.enter(UUID.randomUUID());
    Entrant second = Entrant.start(slots);
    second.awaitWaiting();
    second.thread.interrupt();
    second.thread.join();
    assertThat(second.isInside()).isFalse();

    slots.leave();

    Entrant.start(slots).awaitInside();
  }

  private static final class Entrant {
    private final CountDownLatch inside = new CountDownLatch(1);
    private final Thread thread;

    private Entrant(Slots slots) {
      this.thread =
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    try {
                      slots.enter(UUID.randomUUID());
                      inside.countDown();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
    }

    static Entrant start(Slots slots) {
      return new Entrant(slots);
    }

    /** Seen in the thread's own state, so that no time has to be guessed. */
    void awaitWaiting() {
      while (thread.getState() != Thread.State.WAITING) {
        assertThat(thread.isAlive()).as("waits instead of going in").isTrue();
        Thread.onSpinWait();
      }
    }

    void awaitInside() throws InterruptedException {
      Journal.inTime(inside);
    }

    boolean isInside() {
      return inside.getCount() == 0;
    }
  }
}
