package dev.prebuild.snapshot;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Pauses between tries, doubled each time up to half a minute, with jitter. */
final class RetryPause {
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final int MOST_DOUBLINGS = 6;

  private final RandomGenerator random;
  private int tries;

  RetryPause(RandomGenerator random) {
    this.random = random;
  }

  Duration next() {
    long millis = FIRST.toMillis() << Math.min(tries++, MOST_DOUBLINGS);
    return Duration.ofMillis((long) (millis * (0.75 + random.nextDouble() / 2)));
  }

  void reset() {
    tries = 0;
  }
}
