package dev.prebuild.agent.engine;

import dev.prebuild.agent.logs.LogPlace;
import java.time.Instant;
import java.util.Optional;

/**
 * One stream of a container in one reading of it. Within a stream the engine keeps lines in the
 * order of their times; between the two it need not.
 */
final class StreamIntake {
  private final Optional<LogPlace.Mark> resumedAfter;
  private boolean isPast;
  private boolean hasSeen;
  private Instant time = Instant.MIN;
  private int nth;
  private Optional<String> owner = Optional.empty();

  /**
   * @param resumedAfter the last line that is in the log already
   */
  StreamIntake(Optional<LogPlace.Mark> resumedAfter) {
    this.resumedAfter = resumedAfter;
    this.isPast = resumedAfter.isEmpty();
  }

  /** Counts a line; returns whether it is not in the log yet. */
  boolean isNew(Instant printed) {
    nth = printed.equals(time) ? nth + 1 : 1;
    time = printed;
    hasSeen = true;
    if (isPast) {
      return true;
    }
    LogPlace.Mark last = resumedAfter.orElseThrow();
    isPast = printed.isAfter(last.time()) || (printed.equals(last.time()) && nth >= last.nth());
    return printed.isAfter(last.time());
  }

  /** Of the lines of one time, which one was counted last. */
  int nth() {
    return nth;
  }

  /**
   * Whether the engine does not have the last line of the log any more, so that there may have been
   * others.
   *
   * @param printed time of the first line that it has
   * @param newest time of the newest line of the log, of either stream
   */
  boolean misses(Instant printed, Optional<Instant> newest) {
    boolean isNewest =
        resumedAfter.isPresent() && resumedAfter.map(LogPlace.Mark::time).equals(newest);
    return !hasSeen && isNewest && printed.isAfter(newest.orElseThrow());
  }

  /** Whose the line is that goes on; empty if another one begins. */
  Optional<String> owner() {
    return owner;
  }

  void goesOn(Optional<String> ownerOfRest) {
    this.owner = ownerOfRest;
  }
}
