package dev.prebuild.agent.ledger;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.prebuild.snapshot.ledger.Ledger;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One small file for each prebuild, replaced as a whole. */
public final class FileLedger implements Ledger {
  private static final Logger LOG = LoggerFactory.getLogger(FileLedger.class);
  private static final String SUFFIX = ".json";

  /** Ends the name of a file that is being written. */
  private static final String UNFINISHED = ".unfinished";

  private final Path folder;
  private final ObjectMapper json =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();

  /**
   * @param folder for these files alone
   * @throws UncheckedIOException if it cannot be made
   */
  public FileLedger(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
      removeUnfinished();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "making the folder " + folder + "; paths.state must be writable", e);
    }
  }

  /** Of writes that a crash has cut off. */
  private void removeUnfinished() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + UNFINISHED)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
  }

  @Override
  public Optional<Entry> read(UUID prebuildId) {
    try {
      return Optional.of(json.readValue(Files.readAllBytes(file(prebuildId)), Entry.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (JacksonException e) {
      // Written by another version, or damaged: the container still tells the most of it.
      LOG.atWarn()
          .addKeyValue("file", file(prebuildId))
          .addKeyValue("cause", e.getOriginalMessage())
          .log("this file of the ledger makes no sense, and is taken as not there");
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file(prebuildId), e);
    }
  }

  @Override
  public void write(UUID prebuildId, Entry entry) {
    Path unfinished = folder.resolve(prebuildId + UNFINISHED);
    try {
      byte[] bytes = json.writeValueAsBytes(entry);
      // Unlike a channel, a stream is not closed by an interrupt of the thread that writes.
      try (FileOutputStream stream = new FileOutputStream(unfinished.toFile())) {
        stream.write(bytes);
        stream.getFD().sync();
      }
      Files.move(
          unfinished,
          file(prebuildId),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("writing " + file(prebuildId), e);
    }
  }

  @Override
  public void remove(UUID prebuildId) {
    try {
      Files.deleteIfExists(file(prebuildId));
      Files.deleteIfExists(folder.resolve(prebuildId + UNFINISHED));
    } catch (IOException e) {
      throw new UncheckedIOException("removing " + file(prebuildId), e);
    }
  }

  @Override
  public Set<UUID> ids() {
    Set<UUID> ids = new HashSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        id(name.substring(0, name.length() - SUFFIX.length())).ifPresent(ids::add);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("listing " + folder, e);
    }
    return ids;
  }

  private static Optional<UUID> id(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Path file(UUID prebuildId) {
    return folder.resolve(prebuildId + SUFFIX);
  }
}
