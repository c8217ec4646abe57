package dev.prebuild.agent.git;

import dev.prebuild.snapshot.host.PrebuildLog;
import dev.prebuild.snapshot.lifecycle.Mask;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** What a prebuild's log is told of its clone: without secrets, and bounded. */
final class CloneLog {
  private static final String STEP = "clone";

  /** A server may have its own lines printed, as many as it likes. */
  private static final int MOST_LINES = 500;

  private final PrebuildLog log;
  private final UUID prebuildId;
  private final Mask mask;
  private final AtomicInteger lines = new AtomicInteger();

  CloneLog(PrebuildLog log, UUID prebuildId, Mask mask) {
    this.log = log;
    this.prebuildId = prebuildId;
    this.mask = mask;
  }

  /** Adds a line of the agent's own. */
  void say(String line) {
    log.say(prebuildId, STEP, mask.apply(Printable.of(line)));
  }

  /** Adds a line that git has printed. */
  void pass(String line) {
    int number = lines.incrementAndGet();
    if (number <= MOST_LINES) {
      say(line);
    } else if (number == MOST_LINES + 1) {
      say("git printed more than %,d lines; the rest is left out".formatted(MOST_LINES));
    }
  }
}
