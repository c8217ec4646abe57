package dev.prebuild.agent.logs;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What the agent itself says, as lines of a log. */
final class AgentLines {
  /** Characters of a piece of a line. */
  private static final int LONGEST_PIECE = 16 * 1024;

  private AgentLines() {}

  static List<LogLine> of(Instant time, String step, String text) {
    List<LogLine> lines = new ArrayList<>();
    for (String line : valid(text).lines().toList()) {
      int start = 0;
      while (line.length() - start > LONGEST_PIECE) {
        int end = line.offsetByCodePoints(start, line.codePointCount(start, start + LONGEST_PIECE));
        lines.add(new LogLine(time, step, LogStream.AGENT, line.substring(start, end), true, 1));
        start = end;
      }
      lines.add(new LogLine(time, step, LogStream.AGENT, line.substring(start), false, 1));
    }
    return lines;
  }

  /** Without halves of characters, which no file can hold. */
  private static String valid(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
