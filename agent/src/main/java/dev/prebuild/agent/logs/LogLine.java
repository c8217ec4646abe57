package dev.prebuild.agent.logs;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A line of a log, or a piece of one that is too long.
 *
 * @param step that has printed it; empty if none has
 * @param text without the end of the line
 * @param isPartial whether the line goes on in the next piece of this stream
 * @param nth of the lines and pieces of one time in one stream, counted from 1: time, stream and
 *     this number name one of them
 */
public record LogLine(
    Instant time, String step, LogStream stream, String text, boolean isPartial, int nth) {

  /** Bytes of plain text that it comes to. */
  public long size() {
    return text.getBytes(StandardCharsets.UTF_8).length + (isPartial ? 0L : 1L);
  }

  LogLine with(String otherText) {
    return new LogLine(time, step, stream, otherText, isPartial, nth);
  }
}
