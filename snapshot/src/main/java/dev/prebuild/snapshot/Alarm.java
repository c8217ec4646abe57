package dev.prebuild.snapshot;

import java.time.Duration;

/** Interrupts the thread that has set it unless it is closed in time. */
final class Alarm implements AutoCloseable {
  private final Thread sleeper;
  private boolean isOff;

  private Alarm(Thread sleeping, Duration after) {
    this.sleeper =
        Thread.ofVirtual()
            .name("alarm of " + sleeping.getName())
            .start(() -> ring(sleeping, after));
  }

  static Alarm set(Duration after) {
    return new Alarm(Thread.currentThread(), after);
  }

  private void ring(Thread sleeping, Duration after) {
    try {
      Thread.sleep(after.isNegative() ? Duration.ZERO : after);
      interrupt(sleeping);
    } catch (InterruptedException e) {
      // Switched off.
    }
  }

  private synchronized void interrupt(Thread sleeping) {
    if (!isOff) {
      sleeping.interrupt();
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      isOff = true;
    }
    sleeper.interrupt();
  }
}
