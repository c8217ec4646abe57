package dev.prebuild.agent.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Guesses whether the engine has lost lines before they were read. It keeps the last files of a
 * container's log; who reads more slowly than the container prints comes to the end of one and
 * finds that those behind it are gone. It does not say so. What shows is a leap in time, over lines
 * that should have been waiting already.
 */
final class Overrun {
  /** Nothing is lost before a file is full. */
  private static final long LEAST_BYTES = EngineLog.FILE_BYTES;

  /** What the engine adds to a line of text in its file. */
  private static final int BYTES_BESIDE_TEXT = 80;

  /** No container fills a file faster. */
  private static final Duration LEAST_LEAP = Duration.ofMillis(200);

  private long bytes;
  private Optional<Instant> last = Optional.empty();
  private Instant lastRead = Instant.MIN;

  /**
   * Whether lines may be missing before this one.
   *
   * @param length of the line
   * @param printed when the engine got it
   * @param read when it got here
   */
  boolean before(int length, Instant printed, Instant read) {
    bytes += length + BYTES_BESIDE_TEXT;
    boolean wasWaiting = !printed.isAfter(lastRead);
    boolean isLeap =
        last.filter(time -> Duration.between(time, printed).compareTo(LEAST_LEAP) >= 0).isPresent();
    last = Optional.of(printed);
    lastRead = read;
    return bytes > LEAST_BYTES && wasWaiting && isLeap;
  }

  /** Time of the last line. */
  Optional<Instant> last() {
    return last;
  }
}
