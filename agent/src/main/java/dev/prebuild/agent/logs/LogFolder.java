package dev.prebuild.agent.logs;

import dev.prebuild.agent.files.FolderTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The files of one log: its segments, and marks that are empty files, since those can be made on a
 * disk that is full.
 */
record LogFolder(Path path) {
  private static final String FINISHED = "finished";
  private static final String INCOMPLETE = "incomplete";
  private static final String PLACE = "place.json";

  boolean exists() {
    return Files.isDirectory(path);
  }

  void make() throws IOException {
    Files.createDirectories(path);
  }

  /** In order. Of one that was being packed when the agent was killed, the packed one. */
  List<Segment> segments() throws IOException {
    TreeMap<Long, Segment> found = new TreeMap<>();
    for (Path file : files()) {
      Segment.of(file)
          .ifPresent(
              segment ->
                  found.merge(
                      segment.start(), segment, (one, other) -> one.isPacked() ? one : other));
    }
    return List.copyOf(found.values());
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> folder = Files.newDirectoryStream(path)) {
      folder.forEach(files::add);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
    return files;
  }

  /** The first segment that begins at an offset or behind it. */
  Optional<Segment> notBefore(long start) throws IOException {
    return segments().stream().filter(segment -> segment.start() >= start).findFirst();
  }

  /** The last segment that begins at or before an offset, or else the first. */
  Optional<Segment> around(long offset) throws IOException {
    List<Segment> segments = segments();
    return segments.stream()
        .filter(segment -> segment.start() <= offset)
        .reduce((_, last) -> last)
        .or(() -> segments.stream().findFirst());
  }

  /** Offset behind the last line. */
  long end() throws IOException {
    for (Segment segment : segments().reversed()) {
      long end = -1;
      try (InputStream file = segment.read()) {
        RecordReader records = new RecordReader(file);
        for (Optional<LogEntry.Printed> record = records.next();
            record.isPresent();
            record = records.next()) {
          end = record.get().next();
        }
      }
      if (end >= 0) {
        return end;
      }
    }
    return 0;
  }

  /** Bytes that it takes up. */
  long bytes() throws IOException {
    long bytes = 0;
    for (Path file : files()) {
      bytes += file.toFile().length();
    }
    return bytes;
  }

  /** Removes what an agent that was killed has left half done. */
  void tidy() throws IOException {
    List<Segment> kept = segments();
    for (Path file : files()) {
      boolean isDouble = Segment.of(file).filter(segment -> !kept.contains(segment)).isPresent();
      if (isDouble || Segment.isUnfinished(file)) {
        Files.deleteIfExists(file);
      }
    }
  }

  boolean isFinished() {
    return Files.exists(path.resolve(FINISHED));
  }

  void markFinished() throws IOException {
    mark(FINISHED);
    Files.deleteIfExists(place());
  }

  /** Whether the engine may have lost lines that the agent had not read yet. */
  boolean isIncomplete() {
    return Files.exists(path.resolve(INCOMPLETE));
  }

  void markIncomplete() throws IOException {
    mark(INCOMPLETE);
  }

  private void mark(String name) throws IOException {
    try {
      Files.createFile(path.resolve(name));
    } catch (FileAlreadyExistsException e) {
      // As wanted.
    }
  }

  /** Tells how far containers have been read. */
  Path place() {
    return path.resolve(PLACE);
  }

  void remove() {
    FolderTree.remove(path);
  }
}
