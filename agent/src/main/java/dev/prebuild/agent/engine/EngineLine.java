package dev.prebuild.agent.engine;

import dev.prebuild.agent.logs.LogStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * A line of a container's output, or a piece of one: the engine cuts them at 16 KiB.
 *
 * @param time when the engine got it; pieces of one line have the same
 * @param text without the end of the line; what is no UTF-8 is replaced
 * @param isPartial whether the line goes on in the next one of its stream
 */
record EngineLine(LogStream stream, Instant time, String text, boolean isPartial) {

  /**
   * @param frame of an answer that was asked for with times: time, space, text
   * @param now for a frame without one
   */
  static EngineLine of(LogStream stream, byte[] frame, Instant now) {
    String payload = new String(frame, StandardCharsets.UTF_8);
    boolean isPartial = !payload.endsWith("\n");
    int end = isPartial ? payload.length() : payload.length() - 1;
    int space = payload.indexOf(' ');
    try {
      Instant time = Instant.parse(payload.substring(0, Math.max(space, 0)));
      return new EngineLine(stream, time, payload.substring(space + 1, end), isPartial);
    } catch (DateTimeException e) {
      return new EngineLine(stream, now, payload.substring(0, end), isPartial);
    }
  }
}
