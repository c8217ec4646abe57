package dev.prebuild.agent.controlplane;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the reconciler again and again, on a thread of its own. A round that fails is not the last.
 */
final class ReconcilerLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReconcilerLoop.class);

  /** No lease runs out much later than it says, and no schedule starts more than this late. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private static final int ROUNDS_PER_LEASE = 6;

  private final Runnable round;
  private final Supplier<Duration> lease;
  private final Semaphore bell = new Semaphore(0);
  private Optional<Thread> thread = Optional.empty();

  ReconcilerLoop(Runnable round, Supplier<Duration> lease) {
    this.round = round;
    this.lease = lease;
  }

  synchronized void start() {
    thread = Optional.of(Thread.ofVirtual().name("reconciler").start(this::run));
  }

  /** Something has changed: the next round comes at once. */
  void wake() {
    bell.release();
  }

  private void run() {
    try {
      while (true) {
        guarded();
        Duration pause = lease.get().dividedBy(ROUNDS_PER_LEASE);
        long millis = Math.min(pause.toMillis(), LONGEST_PAUSE.toMillis());
        if (bell.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
          bell.drainPermits();
        }
      }
    } catch (InterruptedException _) {
      LOG.debug("the reconciler was interrupted; it ends");
    }
  }

  private void guarded() {
    try {
      round.run();
    } catch (RuntimeException e) {
      LOG.error("a round of the reconciler failed; the next one tries again", e);
    }
  }

  @Override
  public synchronized void close() {
    thread.ifPresent(
        running -> {
          running.interrupt();
          try {
            running.join();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }
}
