package dev.prebuild.config.spec;

import java.time.Duration;
import java.util.List;

/**
 * How instances of a class wait to be claimed.
 *
 * @param readyCommand run in an instance, over and over, until it exits with 0: then the instance
 *     is ready; empty if there is none, and the image's own health check alone decides, if it has
 *     one
 * @param readyTimeout how long an instance may take to become ready after it was started
 * @param paused whether idle running instances are frozen; a claim thaws its instance
 */
public record Standby(List<String> readyCommand, Duration readyTimeout, boolean paused) {

  /** How long an instance may take where nothing else is said. */
  public static final Duration USUAL_TIMEOUT = Duration.ofMinutes(1);

  /** Ready as soon as it runs, or as its image says. */
  public static final Standby PLAIN = new Standby(List.of(), USUAL_TIMEOUT, false);

  public Standby {
    readyCommand = List.copyOf(readyCommand);
    if (!readyTimeout.isPositive()) {
      throw new IllegalArgumentException("readyTimeout must be positive, got " + readyTimeout);
    }
  }
}
