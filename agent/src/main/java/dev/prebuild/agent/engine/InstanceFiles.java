package dev.prebuild.agent.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A folder with a small file for each instance, each written whole or not at all. */
final class InstanceFiles {
  private static final String UNFINISHED = ".unfinished";

  private final Path folder;

  /** Files of an earlier run that this one has not written. */
  private final Set<UUID> leftovers;

  /**
   * @throws UncheckedIOException if the folder cannot be made
   */
  InstanceFiles(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
      this.leftovers = new HashSet<>(ids());
    } catch (IOException e) {
      throw new UncheckedIOException("making the folder " + folder + "; is it writable?", e);
    }
  }

  private Set<UUID> ids() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> Naming.uuid(file.getFileName().toString()))
          .flatMap(Optional::stream)
          .collect(Collectors.toSet());
    }
  }

  void write(UUID instanceId, String text) {
    synchronized (leftovers) {
      leftovers.remove(instanceId);
    }
    Path unfinished = folder.resolve(instanceId + UNFINISHED);
    try {
      Files.writeString(unfinished, text);
      Files.move(unfinished, file(instanceId), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("writing " + file(instanceId), e);
    }
  }

  Optional<String> read(UUID instanceId) {
    Path file = file(instanceId);
    // Most instances have none, and an exception is dear.
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file, e);
    }
  }

  boolean exists(UUID instanceId) {
    return Files.exists(file(instanceId));
  }

  /** No error if there is none. */
  void remove(UUID instanceId) {
    try {
      Files.deleteIfExists(file(instanceId));
    } catch (IOException e) {
      throw new UncheckedIOException("removing " + file(instanceId), e);
    }
  }

  /** Removes those of an earlier run whose instance is not there any more. */
  void removeLeftovers(Set<UUID> inUse) {
    synchronized (leftovers) {
      leftovers.stream().filter(id -> !inUse.contains(id)).forEach(this::remove);
      leftovers.clear();
    }
  }

  private Path file(UUID instanceId) {
    return folder.resolve(instanceId.toString());
  }
}
