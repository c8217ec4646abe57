package dev.prebuild.snapshot;

import java.util.concurrent.Semaphore;

/**
 * Prebuilds that may work at once. One that was found running after a restart is let in without
 * waiting; new ones then wait until the count is below the limit again. First come, first served.
 */
final class Slots {
  private final AdjustableSemaphore free;

  Slots(int limit) {
    this.free = new AdjustableSemaphore(limit);
  }

  void enter() throws InterruptedException {
    free.acquire();
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
