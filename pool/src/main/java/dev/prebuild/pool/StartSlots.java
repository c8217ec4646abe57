package dev.prebuild.pool;

import dev.prebuild.pool.plan.Urgency;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the host can do at once, given to the most urgent of all pools first, and to those that are
 * equally urgent in the order in which they asked. Claims never wait for a slot; those that start
 * something take one all the same, so that others wait for them.
 */
final class StartSlots {
  /**
   * Longest time in which nothing is begun because an instance is changing hands. That takes
   * milliseconds, many at once take some dozens, and a start meanwhile would make just these claims
   * slower.
   */
  private static final long LONGEST_COURTESY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final int slots;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final PriorityQueue<Waiter> waiters =
      new PriorityQueue<>(Comparator.comparing(Waiter::urgency).thenComparingLong(Waiter::number));
  private long asked;
  private int taken;
  private int handOvers;

  private record Waiter(Urgency urgency, long number) {}

  /**
   * @param slots operations at once
   */
  StartSlots(int slots) {
    this.slots = slots;
  }

  /** Waits for a slot; the caller gives it back. */
  void acquire(Urgency urgency) {
    lock.lock();
    try {
      Waiter self = new Waiter(urgency, asked++);
      waiters.add(self);
      while (!self.equals(waiters.peek()) || taken >= slots) {
        changed.awaitUninterruptibly();
      }
      waiters.remove(self);
      taken++;
      changed.signalAll();
      if (urgency.rank() != Urgency.Rank.CLAIM) {
        letHandOversEnd();
      }
    } finally {
      lock.unlock();
    }
  }

  private void letHandOversEnd() {
    long patience = LONGEST_COURTESY_NANOS;
    try {
      while (handOvers > 0 && patience > 0) {
        patience = changed.awaitNanos(patience);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Operations that wait for a slot. */
  int waiting() {
    lock.lock();
    try {
      return waiters.size();
    } finally {
      lock.unlock();
    }
  }

  /** Takes a slot at once, whether there is one or not; the caller gives it back. */
  void take() {
    change(() -> taken++);
  }

  void release() {
    change(() -> taken--);
  }

  /** An instance begins to change hands. */
  void beginHandOver() {
    change(() -> handOvers++);
  }

  void endHandOver() {
    change(() -> handOvers--);
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
