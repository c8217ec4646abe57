package dev.prebuild.agent.http;

import dev.prebuild.agent.logs.LogEntry;
import dev.prebuild.agent.logs.LogJson;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** How a log is told. */
enum LogFormat {
  /** What was printed, byte for byte. */
  TEXT(PrebuildLogsResource.TEXT) {
    @Override
    byte[] write(LogEntry entry, long from) {
      return switch (entry) {
        case LogEntry.Printed printed -> text(printed, from);
        case LogEntry.Dropped dropped -> notice(dropped).getBytes(StandardCharsets.UTF_8);
      };
    }

    @Override
    byte[] end(long offset) {
      return new byte[0];
    }
  },

  /** One object for each line. */
  NDJSON(PrebuildLogsResource.NDJSON) {
    @Override
    byte[] write(LogEntry entry, long from) {
      return LogJson.write(entry);
    }

    @Override
    byte[] end(long offset) {
      return "{\"finished\":true,\"offset\":%d}\n"
          .formatted(offset)
          .getBytes(StandardCharsets.UTF_8);
    }
  };

  private final String mediaType;

  LogFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  MediaType mediaType() {
    return MediaType.valueOf(mediaType);
  }

  /**
   * An entry as the client gets it.
   *
   * @param from offset of the first byte that the client wants; may lie within a line
   */
  abstract byte[] write(LogEntry entry, long from);

  /** What tells that the log is finished and has been told to its end. */
  abstract byte[] end(long offset);

  /**
   * The format of a name.
   *
   * @throws InvalidRequestException if there is none
   */
  static LogFormat named(String name) {
    return switch (name) {
      case "text" -> TEXT;
      case "ndjson" -> NDJSON;
      default -> throw new InvalidRequestException("format must be text or ndjson");
    };
  }

  private static byte[] text(LogEntry.Printed printed, long from) {
    String line = printed.line().isPartial() ? printed.line().text() : printed.line().text() + "\n";
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    int start = Math.toIntExact(Math.clamp(from - printed.offset(), 0, bytes.length));
    return start == 0 ? bytes : Arrays.copyOfRange(bytes, start, bytes.length);
  }

  private static String notice(LogEntry.Dropped dropped) {
    return String.format(
        Locale.ROOT,
        "[… %s%,d bytes dropped here, printed %s %s; the log goes on at offset %d …]\n",
        dropped.isAtLeast() ? "at least " : "",
        dropped.bytes(),
        dropped.from().map("from %s to"::formatted).orElse("before"),
        dropped.time(),
        dropped.offset());
  }
}
