package dev.prebuild.agent.logs;

import java.time.Duration;

/** Wakes those who wait for a log to grow or to end. */
final class LogSignal {
  private State state;

  /**
   * How far a log is.
   *
   * @param end offset up to which it can be read
   * @param isOver whether nothing will be added any more
   */
  record State(long end, boolean isOver) {}

  LogSignal(State state) {
    this.state = state;
  }

  synchronized State state() {
    return state;
  }

  synchronized void reach(long end) {
    state = new State(end, state.isOver());
    notifyAll();
  }

  synchronized void finish() {
    state = new State(state.end(), true);
    notifyAll();
  }

  /** Returns once it is another than this one, or after a time. */
  synchronized State awaitOther(State seen, Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (state.equals(seen)) {
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        break;
      }
      wait(millis);
    }
    return state;
  }
}
