package dev.prebuild.agent.life;

import java.time.Duration;
import java.util.Optional;

/**
 * The signs of life of one loop. With each, the loop says how long it may take until the next: it
 * alone knows whether it is about to work or to rest. A loop that has not begun owes none.
 */
public final class Pulse {
  private final String loop;
  private volatile Optional<Sign> last = Optional.empty();

  /**
   * @param loop its name, for the operator
   */
  public Pulse(String loop) {
    this.loop = loop;
  }

  /** A sign of life; the next one comes within this time. */
  public void beat(Duration nextWithin) {
    last = Optional.of(new Sign(loop, System.nanoTime() + nextWithin.toNanos()));
  }

  /** Empty before the first. */
  public Optional<Sign> last() {
    return last;
  }
}
