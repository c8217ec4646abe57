package dev.prebuild.agent.logs;

import dev.prebuild.snapshot.host.PrebuildLog;
import dev.prebuild.snapshot.lifecycle.Mask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The logs of all prebuilds of this host: a folder for each, kept until it is removed. */
public final class PrebuildLogs implements PrebuildLog {
  private final Path folder;
  private final LogLimits limits;
  private final LogListener listener;
  private final InstantSource clock;
  private final Map<UUID, OpenLog> open = new ConcurrentHashMap<>();

  /**
   * @param folder for logs alone; made when the first one begins
   */
  public PrebuildLogs(Path folder, LogLimits limits, LogListener listener, InstantSource clock) {
    this.folder = folder;
    this.limits = limits;
    this.listener = listener;
    this.clock = clock;
  }

  @Override
  public void open(UUID prebuildId, Mask secrets) {
    try {
      unfinished(prebuildId).ifPresent(log -> log.mask(secrets));
    } catch (IOException e) {
      listener.failed(prebuildId, "opening its log in " + folder(prebuildId).path(), e);
    }
  }

  @Override
  public void say(UUID prebuildId, String step, String text) {
    writable(prebuildId).ifPresent(log -> log.append(AgentLines.of(clock.instant(), step, text)));
  }

  @Override
  public void finish(UUID prebuildId) {
    try {
      if (folder(prebuildId).exists()) {
        unfinished(prebuildId).ifPresent(OpenLog::finish);
      }
    } catch (IOException e) {
      listener.failed(prebuildId, "finishing its log in " + folder(prebuildId).path(), e);
    }
    open.remove(prebuildId);
  }

  @Override
  public void remove(UUID prebuildId) {
    Optional.ofNullable(open.remove(prebuildId))
        .ifPresentOrElse(OpenLog::remove, () -> folder(prebuildId).remove());
  }

  /** The log of a prebuild that is under way; empty if it is finished or was not opened. */
  public Optional<OpenLog> writable(UUID prebuildId) {
    return Optional.ofNullable(open.get(prebuildId)).filter(OpenLog::isWritable);
  }

  /**
   * A reader of a log; empty if there is no such log.
   *
   * @param offset where it begins
   * @throws IOException if the log cannot be read
   */
  public Optional<LogReader> read(UUID prebuildId, long offset) throws IOException {
    LogFolder files = folder(prebuildId);
    if (!files.exists()) {
      return Optional.empty();
    }
    Optional<OpenLog> log = unfinished(prebuildId);
    return Optional.of(
        log.isPresent()
            ? log.get().reader(offset)
            : new LogReader(files, new LogSignal(new LogSignal.State(files.end(), true)), offset));
  }

  /** Whoever follows it needs the same one as whoever writes it. */
  private Optional<OpenLog> unfinished(UUID prebuildId) throws IOException {
    try {
      return Optional.ofNullable(
          open.computeIfAbsent(prebuildId, id -> folder(id).isFinished() ? null : unchecked(id)));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private OpenLog unchecked(UUID prebuildId) {
    try {
      return OpenLog.open(prebuildId, folder(prebuildId), limits, listener);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes that all logs take up on the disk. */
  public long bytes() {
    long bytes = 0;
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(folder)) {
      for (Path log : logs) {
        bytes += new LogFolder(log).bytes();
      }
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException("listing " + folder, e);
    }
    return bytes;
  }

  private LogFolder folder(UUID prebuildId) {
    return new LogFolder(folder.resolve(prebuildId.toString()));
  }
}
