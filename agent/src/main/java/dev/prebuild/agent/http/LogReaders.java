package dev.prebuild.agent.http;

import dev.prebuild.agent.logs.LogReader;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Who reads logs at this moment. A client that has gone away while nothing is printed is not
 * noticed; so when there are too many, the one that has waited longest has to go.
 */
final class LogReaders {
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

  private final int most;
  private final Set<Thread> waiting = new LinkedHashSet<>();
  private int count;

  LogReaders(int most) {
    this.most = most;
  }

  /** Whether one more may read; then it has to leave in the end. */
  synchronized boolean enter() {
    if (count >= most) {
      Iterator<Thread> longest = waiting.iterator();
      if (!longest.hasNext()) {
        return false;
      }
      longest.next().interrupt();
      longest.remove();
    }
    count++;
    return true;
  }

  synchronized void leave() {
    count--;
  }

  /** Nobody is to wait any more. */
  synchronized void release() {
    waiting.forEach(Thread::interrupt);
  }

  /**
   * Waits until there may be more to read.
   *
   * @throws InterruptedException if another one takes the place of this one, or all are released
   */
  void await(LogReader reader) throws InterruptedException {
    change(true);
    try {
      reader.await(LOOK_AGAIN);
    } finally {
      change(false);
    }
  }

  private synchronized void change(boolean isWaiting) {
    if (isWaiting) {
      waiting.add(Thread.currentThread());
    } else {
      waiting.remove(Thread.currentThread());
    }
  }
}
