package dev.prebuild.agent.logs;

import java.time.Instant;
import java.util.Optional;

/** What a reader of a log comes by. */
public sealed interface LogEntry {

  /** Bytes of plain text that the prebuild has printed up to here, whether they are kept or not. */
  long offset();

  /** When it was printed; of a gap, when it had ended. */
  Instant time();

  /** A line that is kept. */
  record Printed(long offset, LogLine line) implements LogEntry {
    @Override
    public Instant time() {
      return line.time();
    }

    /** Offset of what comes behind it. */
    public long next() {
      return offset + line.size();
    }
  }

  /**
   * Lines that are not kept.
   *
   * @param bytes of plain text, counted from the reader's place
   * @param isAtLeast whether the engine may have lost more, which nobody has counted
   * @param from time of the last line before them; empty if there is none
   * @param time of the first line behind them
   * @param offset where the log goes on
   */
  record Dropped(long bytes, boolean isAtLeast, Optional<Instant> from, Instant time, long offset)
      implements LogEntry {}
}
