package dev.prebuild.agent.logs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes one log into segments. The first ones are packed as soon as they are full; the later ones
 * only at the end, since most of those of a long log are dropped before. No file stays open between
 * two calls. Not thread-safe.
 */
final class LogWriter {
  /** Of one write; a segment may be larger than its limit by that. */
  private static final int WRITE_BYTES = 128 * 1024;

  private final LogFolder folder;
  private final LogLimits limits;
  private final LogListener listener;
  private final List<Segment> segments;
  private final Map<LogStream, LogPlace.Mark> last = new EnumMap<>(LogStream.class);

  /** Where a container's output is; {@link #last} is what counts for its lines. */
  private LogPlace place;

  /** Bytes of the last segment that are whole records; what is behind them is overwritten. */
  private long length;

  /** Offset behind the last line that is written. */
  private long end;

  /** Offset of the next line; beyond the end if lines could not be written. */
  private long next;

  private LogWriter(
      LogFolder folder,
      LogLimits limits,
      LogListener listener,
      List<Segment> segments,
      LogPlace place) {
    this.folder = folder;
    this.limits = limits;
    this.listener = listener;
    this.segments = new ArrayList<>(segments);
    this.place = place;
    this.last.putAll(place.last());
  }

  /** Takes a log up where it ends, or begins it. What was half written is cut off. */
  static LogWriter open(LogFolder folder, LogLimits limits, LogListener listener)
      throws IOException {
    folder.make();
    folder.tidy();
    LogWriter writer =
        new LogWriter(folder, limits, listener, folder.segments(), LogPlace.read(folder.place()));
    writer.readLastSegment();
    return writer;
  }

  /** One without a whole record tells nothing: the agent was killed as it began. */
  private void readLastSegment() throws IOException {
    while (!segments.isEmpty() && !readRecords(segments.getLast())) {
      segments.removeLast().delete();
    }
    next = end;
  }

  private boolean readRecords(Segment segment) throws IOException {
    try (InputStream file = segment.read()) {
      RecordReader records = new RecordReader(file);
      for (Optional<LogEntry.Printed> record = records.next();
          record.isPresent();
          record = records.next()) {
        end = record.get().next();
        remember(record.get());
      }
      length = records.consumed();
      return length > 0;
    }
  }

  private void remember(LogEntry.Printed printed) {
    LogLine line = printed.line();
    if (line.stream() != LogStream.AGENT && printed.offset() >= place.from()) {
      last.put(line.stream(), new LogPlace.Mark(line.time(), line.nth()));
    }
  }

  /** Offset behind the last line that is written. */
  long end() {
    return end;
  }

  /**
   * Adds lines.
   *
   * @throws IOException if not all of them could be written. They count all the same: once there
   *     are later ones, a reader is told what is missing
   */
  void append(List<LogLine> lines) throws IOException {
    List<LogEntry.Printed> all = placed(lines);
    int written = 0;
    try {
      while (written < all.size()) {
        written += write(all.subList(written, all.size()));
      }
    } finally {
      if (written < all.size()) {
        next = all.getLast().next();
        listener.dropped(next - all.get(written).offset());
      }
    }
  }

  private List<LogEntry.Printed> placed(List<LogLine> lines) {
    List<LogEntry.Printed> placed = new ArrayList<>();
    long offset = next;
    for (LogLine line : lines) {
      placed.add(new LogEntry.Printed(offset, line));
      offset = placed.getLast().next();
    }
    return placed;
  }

  /** Writes the first lines of a batch; returns how many. */
  private int write(List<LogEntry.Printed> batch) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(8 * 1024);
    int count = 0;
    while (count < batch.size() && bytes.size() < WRITE_BYTES) {
      LogJson.write(batch.get(count), bytes);
      count++;
    }
    List<LogEntry.Printed> taken = batch.subList(0, count);
    write(bytes.toByteArray());
    taken.forEach(this::remember);
    next = taken.getLast().next();
    end = next;
    listener.kept(end - taken.getFirst().offset());
    return count;
  }

  private void write(byte[] records) throws IOException {
    roll();
    try (RandomAccessFile file = new RandomAccessFile(segments.getLast().file().toFile(), "rw")) {
      file.seek(length);
      file.write(records);
      if (file.length() > length + records.length) {
        file.setLength(length + records.length);
      }
    }
    length += records.length;
  }

  /** Begins another segment if there is none to write to. */
  private void roll() throws IOException {
    boolean isFirst = segments.isEmpty();
    if (!isFirst && !segments.getLast().isPacked() && length < limits.segmentBytes()) {
      return;
    }
    if (!isFirst) {
      // What has been read so far cannot be seen from the next segment.
      store(place);
      packFull(segments.size() - 1);
    }
    segments.add(Segment.open(folder.path(), next));
    length = 0;
    while (segments.size() > limits.most()) {
      listener.dropped(
          segments.get(limits.head() + 1).start() - segments.get(limits.head()).start());
      segments.remove(limits.head()).delete();
    }
  }

  /** Those that may be dropped later are not worth it yet. */
  private void packFull(int index) {
    if (index < limits.head()) {
      try {
        pack(index);
      } catch (IOException e) {
        // It is tried again at the end, and told if it fails then.
      }
    }
  }

  private void pack(int index) throws IOException {
    if (!segments.get(index).isPacked()) {
      segments.set(index, segments.get(index).pack());
    }
  }

  /** Lines of a container follow; if it is another one than before, they begin here. */
  void takeUp(String container) throws IOException {
    if (!place.container().equals(container)) {
      last.clear();
      store(new LogPlace(container, next, "", Map.of()));
    }
  }

  /** How far the container's output is in this log. */
  LogPlace place() {
    return new LogPlace(place.container(), place.from(), place.step(), last);
  }

  /** Whose lines come from here on. */
  void enter(String step) throws IOException {
    store(new LogPlace(place.container(), place.from(), step, last));
  }

  private void store(LogPlace changed) throws IOException {
    place = new LogPlace(changed.container(), changed.from(), changed.step(), last);
    place.write(folder.place());
  }

  /**
   * Nothing is added from here on.
   *
   * @throws IOException if a segment could not be packed: then it stays as it is
   */
  void finish() throws IOException {
    Optional<IOException> failure = Optional.empty();
    for (int i = 0; i < segments.size(); i++) {
      try {
        pack(i);
      } catch (IOException e) {
        failure = Optional.of(e);
      }
    }
    folder.markFinished();
    if (failure.isPresent()) {
      throw failure.get();
    }
  }
}
