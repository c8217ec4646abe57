package dev.prebuild.agent.git;

import dev.prebuild.agent.sync.Backoff;
import java.time.Duration;

/**
 * How long servers and other prebuilds are waited for.
 *
 * @param stall a server that sends nothing for so long is given up; whole seconds
 * @param mirrorWait a mirror that another prebuild holds for longer is left out
 * @param tries in all, where the network or the server fails; 1 or more
 * @param backoff pauses between them
 */
record Patience(Duration stall, Duration mirrorWait, int tries, Backoff backoff) {
  static Patience standard() {
    return new Patience(
        Duration.ofSeconds(60),
        Duration.ofSeconds(60),
        4,
        new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(15)));
  }
}
