package dev.prebuild.agent.controlplane.store;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One signal for each host that ever waited: a change wakes those whom it concerns, and no other.
 */
final class HostSignals {
  private final Map<Host.Key, RevisionSignal> signals = new ConcurrentHashMap<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile boolean isClosed;

  void publish(Host.Key host, long revision) {
    signals.computeIfAbsent(host, _ -> new RevisionSignal(0)).publish(revision);
  }

  /** See {@link RevisionSignal#await}. */
  boolean await(Host.Key host, long known, Duration wait) throws InterruptedException {
    waiting.incrementAndGet();
    try {
      RevisionSignal signal = signals.computeIfAbsent(host, _ -> new RevisionSignal(0));
      if (isClosed) {
        signal.close();
      }
      return signal.await(known, wait);
    } finally {
      waiting.decrementAndGet();
    }
  }

  int waiting() {
    return waiting.get();
  }

  void close() {
    isClosed = true;
    signals.values().forEach(RevisionSignal::close);
  }
}
