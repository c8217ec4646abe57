package dev.prebuild.agent.engine;

import java.time.Instant;
import java.util.Optional;

/**
 * Since when the engine has been followed without a gap. What ended before that, nobody saw end: it
 * may have gone down with the engine or the host.
 */
final class Vigil {
  private volatile Optional<Instant> since = Optional.empty();

  void begin(Instant now) {
    since = Optional.of(now);
  }

  void end() {
    since = Optional.empty();
  }

  /** Whether something that happened at this time was seen. */
  boolean covers(Instant time) {
    return since.filter(begin -> !time.isBefore(begin)).isPresent();
  }
}
