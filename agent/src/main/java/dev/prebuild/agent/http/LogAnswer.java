package dev.prebuild.agent.http;

import dev.prebuild.agent.logs.LogEntry;
import dev.prebuild.agent.logs.LogReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import org.glassfish.jersey.server.ChunkedOutput;

/** Tells a client a log, for as long as it wants to hear. */
final class LogAnswer {
  private static final int CHUNK_BYTES = 64 * 1024;

  private final LogReader reader;
  private final LogQuery query;
  private final LogFormat format;
  private final ChunkedOutput<byte[]> output;
  private final ByteArrayOutputStream chunk = new ByteArrayOutputStream();
  private boolean hasBegun;

  LogAnswer(LogReader reader, LogQuery query, LogFormat format, ChunkedOutput<byte[]> output) {
    this.reader = reader;
    this.query = query;
    this.format = format;
    this.output = output;
    this.hasBegun = query.since().isEmpty();
  }

  /** The client does not take any more. */
  static final class ClientGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    ClientGoneException(IOException cause) {
      super(cause);
    }
  }

  /**
   * Returns when all is told.
   *
   * @throws ClientGoneException if the client has gone, or was away for too long
   * @throws IOException if the log cannot be read
   */
  void tell(LogReaders readers) throws IOException, InterruptedException {
    reader.read(this::take);
    flush();
    while (query.isFollowing() && !reader.isOver()) {
      readers.await(reader);
      reader.read(this::take);
      flush();
    }
    if (reader.isOver()) {
      chunk.writeBytes(format.end(reader.end()));
    }
    flush();
  }

  private void take(LogEntry entry) throws IOException {
    Instant since = query.since().orElse(Instant.MIN);
    hasBegun = hasBegun || !entry.time().isBefore(since);
    if (hasBegun) {
      chunk.writeBytes(format.write(entry, query.offset()));
    }
    if (chunk.size() >= CHUNK_BYTES) {
      flush();
    }
  }

  /**
   * Each chunk goes out at once. Jersey's usual stream does not heed a flush before its buffer of 8
   * KiB is full, and would keep the lines of a quiet prebuild back until it is over.
   */
  private void flush() throws ClientGoneException {
    if (chunk.size() > 0) {
      try {
        output.write(chunk.toByteArray());
      } catch (IOException e) {
        throw new ClientGoneException(e);
      }
      chunk.reset();
    }
  }
}
