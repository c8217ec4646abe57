package dev.prebuild.agent.pressure;

import dev.prebuild.agent.files.FreeSpace;
import dev.prebuild.pool.pressure.Reading;
import dev.prebuild.pool.pressure.Room;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what the kernel says of this host. What cannot be read is left out, and told once. Used by
 * one thread.
 */
public final class HostReadings implements Supplier<Reading> {
  private static final Logger LOG = LoggerFactory.getLogger(HostReadings.class);

  private final Path proc;
  private final Supplier<Optional<Path>> dataRoot;
  private final int processors;
  private final Set<Path> unreadable = new HashSet<>();

  /**
   * @param proc where the kernel's files are, {@code /proc} outside of tests
   * @param dataRoot where the engine keeps images and containers; empty while that is not known or
   *     not on this host
   * @param processors of this host, at least 1
   */
  public HostReadings(Path proc, Supplier<Optional<Path>> dataRoot, int processors) {
    this.proc = proc;
    this.dataRoot = dataRoot;
    this.processors = processors;
  }

  @Override
  public Reading get() {
    return new Reading(memory(), dataRoot.get().flatMap(this::disk), load());
  }

  private Optional<Room> memory() {
    Path file = proc.resolve("meminfo");
    Optional<Room> room = text(file).flatMap(ProcText::memory);
    noteReadable(file, room.isPresent());
    return room;
  }

  private OptionalDouble load() {
    Path file = proc.resolve("loadavg");
    OptionalDouble load = text(file).map(ProcText::load).orElseGet(OptionalDouble::empty);
    noteReadable(file, load.isPresent());
    return load.isPresent()
        ? OptionalDouble.of(load.getAsDouble() / processors)
        : OptionalDouble.empty();
  }

  private Optional<Room> disk(Path folder) {
    Optional<Room> room = roomOn(folder);
    noteReadable(folder, room.isPresent());
    return room;
  }

  private static Optional<Room> roomOn(Path folder) {
    try {
      long total = FreeSpace.totalBytes(folder);
      return total > 0 ? Optional.of(new Room(FreeSpace.bytes(folder), total)) : Optional.empty();
    } catch (UncheckedIOException e) {
      LOG.debug("the disk of {} cannot be looked at", folder, e);
      return Optional.empty();
    }
  }

  private static Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (IOException e) {
      LOG.debug("{} cannot be read", file, e);
      return Optional.empty();
    }
  }

  private void noteReadable(Path path, boolean isReadable) {
    if (isReadable ? unreadable.remove(path) : unreadable.add(path)) {
      LOG.atWarn()
          .addKeyValue("path", path)
          .log(
              isReadable
                  ? "this counts again for how short the host is"
                  : "this cannot be read or makes no sense; it does not count for how short the host is");
    }
  }
}
