package dev.prebuild.agent.engine;

import com.github.dockerjava.api.command.InspectImageResponse;
import dev.prebuild.agent.sync.Backoff;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that every snapshot of this runner that has its name is in the registry, one push at a
 * time. Which are not there is asked of the engine each time, so that it may be stopped at any
 * moment. Does nothing where no registry is set.
 */
public final class SnapshotPublisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotPublisher.class);
  private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5));

  /** A safety net: whoever has a snapshot to push says so. */
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(15);

  private final EngineRoom room;
  private final RegistryListener listener;
  private final RandomGenerator random;
  private final ReentrantLock pushing = new ReentrantLock(true);
  private final Semaphore news = new Semaphore(0);
  private final Thread thread = Thread.ofVirtual().name("snapshot-publisher").unstarted(this::run);

  /** What came of a push. */
  private enum Outcome {
    DONE,
    FAILED,
    /** The others need not be tried now. */
    AWAY
  }

  public SnapshotPublisher(EngineRoom room, RegistryListener listener, RandomGenerator random) {
    this.room = room;
    this.listener = listener;
    this.random = random;
  }

  boolean isSet() {
    return room.repository().isPresent();
  }

  /** Takes up what an earlier run has left, and what fails from now on. */
  public void start() {
    if (isSet()) {
      thread.start();
    }
  }

  /**
   * Pushes a snapshot at once. What comes to nothing, by an interrupt too, is tried again in the
   * background.
   *
   * @param told each new percentage, 0 to 99
   */
  void publish(UUID snapshotId, IntConsumer told) throws InterruptedException {
    Outcome outcome = Outcome.FAILED;
    try {
      outcome = push(snapshotId, told);
    } finally {
      if (outcome != Outcome.DONE) {
        news.release();
      }
    }
  }

  private Outcome push(UUID snapshotId, IntConsumer told) throws InterruptedException {
    String repository = room.repository().orElseThrow();
    pushing.lockInterruptibly();
    long begin = System.nanoTime();
    try {
      Optional<InspectImageResponse> image =
          room.images()
              .findSnapshot(snapshotId)
              .filter(
                  found -> RegistryImages.reference(found.getRepoDigests(), repository).isEmpty());
      if (image.isPresent()) {
        long sent = new SnapshotPush(room, repository, snapshotId, image.get()).run(told);
        listener.pushed(snapshotId, sent, since(begin));
      }
      return Outcome.DONE;
    } catch (SnapshotPush.FailedException e) {
      listener.pushFailed(snapshotId, String.valueOf(e.getMessage()), since(begin));
      return e.isAway() ? Outcome.AWAY : Outcome.FAILED;
    } catch (EngineException e) {
      listener.pushFailed(snapshotId, String.valueOf(e.getMessage()), since(begin));
      return Outcome.AWAY;
    } finally {
      pushing.unlock();
    }
  }

  private static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }

  private void run() {
    int failures = 0;
    try {
      while (true) {
        if (pushAll()) {
          failures = 0;
          boolean _ = news.tryAcquire(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        } else {
          failures++;
        }
        int _ = news.drainPermits();
        Thread.sleep(BACKOFF.pause(Math.max(1, failures), random));
      }
    } catch (InterruptedException e) {
      LOG.debug("no snapshots are pushed any more");
    }
  }

  private boolean pushAll() throws InterruptedException {
    try {
      boolean isAll = true;
      for (UUID snapshotId : unpublished()) {
        Outcome outcome = push(snapshotId, _ -> {});
        if (outcome == Outcome.AWAY) {
          return false;
        }
        isAll &= outcome == Outcome.DONE;
      }
      return isAll;
    } catch (EngineException e) {
      LOG.debug("the engine's snapshots cannot be listed", e);
      return false;
    } catch (RuntimeException e) {
      LOG.error("pushing snapshots met what nobody foresaw; it is tried again", e);
      return false;
    }
  }

  private Set<UUID> unpublished() {
    return room.registryImages().unpublished(room.runnerId(), room.repository().orElseThrow());
  }

  /** A push under way is ended; another run of the agent takes it up. */
  @Override
  public void close() {
    thread.interrupt();
    if (!isSet() || !thread.isAlive()) {
      return;
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
