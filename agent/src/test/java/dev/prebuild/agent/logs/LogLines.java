package dev.prebuild.agent.logs;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Lines of logs, and what is read of them, for tests. */
final class LogLines {
  static final Instant START = Instant.parse("2026-03-01T12:00:00.123456789Z");
  static final UUID ID = new UUID(1, 2);

  private LogLines() {}

  static LogLine line(int second, String text) {
    return new LogLine(START.plusSeconds(second), "build", LogStream.STDOUT, text, false, 1);
  }

  /** Anything that a program may print. */
  static LogLine random(RandomGenerator random, int second) {
    StringBuilder text = new StringBuilder();
    String[] pieces = {
      "a", "\t", "\"", "\\", "\u0000", "\u001b[31m", "\r", "ü", "€", "😀", "\ufffd", "\u2028"
    };
    for (int i = random.nextInt(40); i > 0; i--) {
      text.append(pieces[random.nextInt(pieces.length)]);
    }
    LogStream stream = List.of(LogStream.values()).get(random.nextInt(3));
    boolean isPartial = !text.isEmpty() && random.nextInt(5) == 0;
    return new LogLine(
        START.plusSeconds(second),
        random.nextBoolean() ? "" : "build",
        stream,
        text.toString(),
        isPartial,
        1 + random.nextInt(2));
  }

  static List<LogEntry> readAll(LogFolder folder, long end, long from) throws IOException {
    List<LogEntry> entries = new ArrayList<>();
    new LogReader(folder, new LogSignal(new LogSignal.State(end, true)), from).read(entries::add);
    return entries;
  }
}
