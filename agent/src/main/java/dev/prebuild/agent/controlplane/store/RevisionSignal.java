package dev.prebuild.agent.controlplane.store;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The current revision of what is wanted, to be waited for. Any number of threads may wait; they
 * cost nothing while nothing changes.
 */
public final class RevisionSignal {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long revision;
  private boolean closed;

  public RevisionSignal(long revision) {
    this.revision = revision;
  }

  /** Tells of a committed revision; an older one than the current is ignored. */
  public void publish(long committed) {
    lock.lock();
    try {
      if (committed > revision) {
        revision = committed;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns when the current revision is another than the known one, at once or later, or when the
   * wait has passed.
   *
   * @return false if there is nothing to wait for any more, since the control plane closes
   */
  public boolean await(long known, Duration wait) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = wait.toNanos();
      while (!closed && revision == known && left > 0) {
        left = changed.awaitNanos(left);
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** Sends all waiting threads home. */
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
