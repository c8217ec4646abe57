package dev.prebuild.agent.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** A folder with a small file for each instance, each written whole or not at all. */
final class InstanceFiles {
  private static final String UNFINISHED = ".unfinished";

  private final Path folder;

  private final Leftovers leftovers = new Leftovers();

  /**
   * @throws UncheckedIOException if the folder cannot be made
   */
  InstanceFiles(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("making the folder " + folder + "; is it writable?", e);
    }
  }

  void write(UUID instanceId, String text) {
    leftovers.takeUp(instanceId);
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

  /** Whatever is here by now and in no list of containers to come is a leftover. */
  void suspectAll() {
    try (Stream<Path> all = Files.list(folder)) {
      leftovers.suspect(
          all.map(file -> Naming.uuid(file.getFileName().toString()))
              .flatMap(Optional::stream)
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException("listing " + folder, e);
    }
  }

  /**
   * Removes those whose instance is not there any more.
   *
   * @param inUse of containers that were listed after {@link #suspectAll}
   */
  void removeLeftovers(Set<UUID> inUse) {
    leftovers.drain(inUse).forEach(this::remove);
  }

  private Path file(UUID instanceId) {
    return folder.resolve(instanceId.toString());
  }
}
