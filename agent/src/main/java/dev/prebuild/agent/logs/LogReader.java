package dev.prebuild.agent.logs;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads a log from an offset on, while it is written, packed and cut. Between two readings it holds
 * no file, so that it may wait for as long as it likes.
 */
public final class LogReader {
  /** Segments in a row that may vanish between listing and opening before that is a failure. */
  private static final int MOST_MISSES = 20;

  private final LogFolder folder;
  private final LogSignal signal;
  private LogSignal.State seen;
  private long position;
  private Optional<Instant> lastTime = Optional.empty();

  /** Of the segment that it is at, or the least that the next one may have; negative at first. */
  private long segmentStart = -1;

  /** Bytes of that segment that have been read. */
  private long consumed;

  /** Takes what a reader comes by. */
  public interface Sink {
    void take(LogEntry entry) throws IOException;
  }

  LogReader(LogFolder folder, LogSignal signal, long offset) {
    this.folder = folder;
    this.signal = signal;
    this.seen = signal.state();
    this.position = offset;
  }

  /** Offset up to which the log could be read when it was last looked at. */
  public long end() {
    return seen.end();
  }

  /** Offset of what comes next. */
  public long position() {
    return position;
  }

  /** Whether what could be read then was all that ever will be. */
  public boolean isOver() {
    return seen.isOver();
  }

  /** Waits until there is more than when it was last looked at, or for that long. */
  public void await(Duration atMost) throws InterruptedException {
    seen = signal.awaitOther(seen, atMost);
  }

  /**
   * Hands over what can be read. The first line is a whole one, even if the offset lies within it.
   *
   * @throws NoSuchFileException if the log has been removed
   * @throws IOException if it cannot be read, or the sink does not take it
   */
  public void read(Sink sink) throws IOException {
    int misses = 0;
    while (position < seen.end()) {
      Segment segment = find();
      try (InputStream file = segment.read()) {
        read(file, sink);
        misses = 0;
      } catch (FileNotFoundException e) {
        // It was packed or dropped since its folder was listed.
        if (++misses > MOST_MISSES) {
          throw e;
        }
      }
    }
  }

  /** The one that it is at, or the next that is still there. */
  private Segment find() throws IOException {
    Optional<Segment> found =
        segmentStart < 0 ? folder.around(position) : folder.notBefore(segmentStart);
    long start = found.orElseThrow(() -> new NoSuchFileException(folder.path().toString())).start();
    if (start != segmentStart) {
      segmentStart = start;
      consumed = 0;
    }
    return found.get();
  }

  private void read(InputStream file, Sink sink) throws IOException {
    RecordReader records = new RecordReader(file);
    records.skip(consumed);
    while (position < seen.end()) {
      Optional<LogEntry.Printed> next = records.next();
      if (next.isEmpty()) {
        // What was to be read is written; so it is in a later one.
        segmentStart++;
        consumed = 0;
        return;
      }
      hand(next.get(), sink);
      consumed = records.consumed();
    }
  }

  private void hand(LogEntry.Printed printed, Sink sink) throws IOException {
    if (printed.next() > position) {
      if (printed.offset() > position) {
        sink.take(
            new LogEntry.Dropped(
                printed.offset() - position,
                folder.isIncomplete(),
                lastTime,
                printed.time(),
                printed.offset()));
      }
      position = printed.next();
      sink.take(printed);
    }
    lastTime = Optional.of(printed.time());
  }
}
