package dev.prebuild.snapshot;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Prebuilds that may work at once. One that was found running after a restart is let in without
 * waiting; new ones then wait until the count is below the limit again. First come, first served.
 */
final class Slots {
  private final AdjustableSemaphore free;

  private final Clock clock;
  private final Map<UUID, Instant> waiting = new ConcurrentHashMap<>();

  Slots(int limit, Clock clock) {
    this.free = new AdjustableSemaphore(limit);
    this.clock = clock;
  }

  void enter(UUID prebuildId) throws InterruptedException {
    waiting.put(prebuildId, clock.instant());
    try {
      free.acquire();
    } finally {
      waiting.remove(prebuildId);
    }
  }

  Prebuilds.Queue queue(Instant now) {
    List<Instant> since = List.copyOf(waiting.values());
    return new Prebuilds.Queue(
        since.size(),
        since.stream()
            .min(Comparator.naturalOrder())
            .map(first -> Duration.between(first, now))
            .orElse(Duration.ZERO));
  }

  void adopt() {
    free.reducePermits(1);
  }

  void leave() {
    free.release();
  }

  /** Opens {@link Semaphore#reducePermits}, which may go below zero. */
  private static final class AdjustableSemaphore extends Semaphore {
    private static final long serialVersionUID = 1L;

    AdjustableSemaphore(int permits) {
      super(permits, true);
    }

    @Override
    protected void reducePermits(int reduction) {
      super.reducePermits(reduction);
    }
  }
}
