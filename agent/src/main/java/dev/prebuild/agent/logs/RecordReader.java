package dev.prebuild.agent.logs;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Reads a segment's records one after another, and stops before the first that is not whole: it is
 * being written, or was when the agent was killed.
 */
final class RecordReader {
  /** More than any record: 16 KiB of text, each byte written as six. */
  private static final int LONGEST = 256 * 1024;

  private final InputStream segment;
  private long consumed;

  RecordReader(InputStream segment) {
    this.segment = segment;
  }

  /** Passes over records that were read before. */
  void skip(long bytes) throws IOException {
    segment.skipNBytes(bytes);
    consumed += bytes;
  }

  /** Bytes of whole records so far. */
  long consumed() {
    return consumed;
  }

  /** The next one; empty behind the last. */
  Optional<LogEntry.Printed> next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    try {
      for (int next = segment.read(); next != '\n'; next = segment.read()) {
        if (next < 0 || line.size() > LONGEST) {
          return Optional.empty();
        }
        line.write(next);
      }
    } catch (EOFException e) {
      return Optional.empty();
    }
    return parse(line.toByteArray());
  }

  private Optional<LogEntry.Printed> parse(byte[] line) {
    try {
      LogEntry.Printed printed = LogJson.read(line);
      consumed += line.length + 1;
      return Optional.of(printed);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
