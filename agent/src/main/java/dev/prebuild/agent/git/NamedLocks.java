package dev.prebuild.agent.git;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** One lock for each name, there for as long as anybody wants it. */
final class NamedLocks {
  private final Map<String, Slot> slots = new HashMap<>();

  private static final class Slot {
    private final ReentrantLock lock = new ReentrantLock();
    private int users;
  }

  /**
   * Whether the lock was got within this time; then it is to be released by the same thread.
   *
   * @param patience zero to look once
   */
  boolean acquire(String name, Duration patience) throws InterruptedException {
    Slot slot = enter(name);
    boolean isMine = false;
    try {
      isMine = slot.lock.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
    } finally {
      if (!isMine) {
        leave(name, slot);
      }
    }
    return isMine;
  }

  void release(String name) {
    Slot slot = enter(name);
    slot.lock.unlock();
    leave(name, slot);
    leave(name, slot);
  }

  private synchronized Slot enter(String name) {
    Slot slot = slots.computeIfAbsent(name, _ -> new Slot());
    slot.users++;
    return slot;
  }

  private synchronized void leave(String name, Slot slot) {
    slot.users--;
    if (slot.users == 0) {
      slots.remove(name);
    }
  }
}
