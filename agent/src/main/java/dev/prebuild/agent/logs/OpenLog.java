package dev.prebuild.agent.logs;

import dev.prebuild.snapshot.lifecycle.Mask;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A log that is not finished. What cannot be written is told to the listener and lost; no call
 * fails because of it, since a prebuild does not depend on its log.
 */
public final class OpenLog {
  private final UUID prebuildId;
  private final LogFolder folder;
  private final LogWriter writer;
  private final LogSignal signal;
  private final LogListener listener;
  private Optional<Mask> mask = Optional.empty();
  private boolean isOver;
  private boolean isFailing;

  private OpenLog(UUID prebuildId, LogFolder folder, LogWriter writer, LogListener listener) {
    this.prebuildId = prebuildId;
    this.folder = folder;
    this.writer = writer;
    this.listener = listener;
    this.signal = new LogSignal(new LogSignal.State(writer.end(), false));
  }

  static OpenLog open(UUID prebuildId, LogFolder folder, LogLimits limits, LogListener listener)
      throws IOException {
    return new OpenLog(prebuildId, folder, LogWriter.open(folder, limits, listener), listener);
  }

  LogReader reader(long offset) {
    return new LogReader(folder, signal, offset);
  }

  synchronized void mask(Mask secrets) {
    this.mask = Optional.of(secrets);
  }

  /** Whether lines can be added: it is known what must not show in them. */
  synchronized boolean isWritable() {
    return !isOver && mask.isPresent();
  }

  /** Adds lines, with the prebuild's secrets masked. */
  public synchronized void append(List<LogLine> lines) {
    if (isWritable() && !lines.isEmpty()) {
      Mask secrets = mask.orElseThrow();
      List<LogLine> masked =
          lines.stream().map(line -> line.with(secrets.apply(line.text()))).toList();
      try {
        writer.append(masked);
        isFailing = false;
      } catch (IOException e) {
        tellFailure(e);
      }
      signal.reach(writer.end());
    }
  }

  /** Once, not with each batch of lines. */
  private void tellFailure(IOException e) {
    if (!isFailing) {
      isFailing = true;
      listener.failed(prebuildId, "writing its log in " + folder.path(), e);
    }
  }

  /** Where a container's output is in this log; that of another one begins here. */
  public synchronized LogPlace takeUp(String container) {
    guarded("noting the container of", () -> writer.takeUp(container));
    return writer.place();
  }

  /** The lines of another step follow. */
  public synchronized void enter(String step) {
    guarded("noting the step of", () -> writer.enter(step));
  }

  /** The engine may have lost lines that had not been read. */
  public synchronized void markIncomplete() {
    guarded("marking", folder::markIncomplete);
  }

  synchronized void finish() {
    if (!isOver) {
      isOver = true;
      guarded("finishing", writer::finish);
      signal.finish();
    }
  }

  /** Whoever reads it has come to its end. */
  synchronized void remove() {
    isOver = true;
    signal.finish();
    folder.remove();
  }

  private interface Work {
    void run() throws IOException;
  }

  private void guarded(String what, Work work) {
    try {
      work.run();
    } catch (IOException e) {
      listener.failed(prebuildId, what + " its log in " + folder.path(), e);
    }
  }
}
