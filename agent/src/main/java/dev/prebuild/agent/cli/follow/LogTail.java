package dev.prebuild.agent.cli.follow;

import dev.prebuild.agent.cli.output.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads on in a log. */
public final class LogTail {
  private final Source source;
  private long offset;

  /** Opens the log of one prebuild. */
  @FunctionalInterface
  public interface Source {
    /**
     * The records so far.
     *
     * @param offset where they are to begin
     * @throws Failure if it is not to be had now
     */
    InputStream from(long offset) throws InterruptedException;
  }

  public LogTail(Source source) {
    this.source = source;
  }

  /** What has come since the last time; nothing while the log is not to be had. */
  List<String> more() throws InterruptedException {
    try (InputStream records = source.from(offset)) {
      LogLines read =
          LogLines.of(offset, new String(records.readAllBytes(), StandardCharsets.UTF_8));
      offset = read.next();
      return read.lines();
    } catch (IOException | Failure e) {
      // The prebuild's status tells what became of it; the log is tried again.
      return List.of();
    }
  }
}
