package dev.prebuild.agent.host;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the mode that was asked for over restarts, in one small file that is replaced whole. */
public final class ModeFile {
  private static final Logger LOG = LoggerFactory.getLogger(ModeFile.class);

  private final Path file;
  private final ObjectMapper json =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();

  /**
   * @param file need not be there; its folder must
   */
  public ModeFile(Path file) {
    this.file = file;
  }

  /**
   * The mode that was last asked for; OPEN if none ever was. A file that cannot be understood was
   * written because somebody changed the mode, but does not say to what: then the host is cordoned.
   * Open, it might be given work while somebody is about to switch it off; drained, it would lose
   * its instances.
   */
  Stance read(Instant now) {
    try {
      Optional<Stance> kept =
          Optional.ofNullable(json.readValue(Files.readAllBytes(file), Stance.class));
      return kept.orElseGet(() -> notUnderstood("it holds nothing", now));
    } catch (NoSuchFileException e) {
      return new Stance(HostMode.OPEN, now);
    } catch (JacksonException e) {
      return notUnderstood(e.getOriginalMessage(), now);
    } catch (IOException e) {
      return notUnderstood(e.toString(), now);
    }
  }

  private Stance notUnderstood(String cause, Instant now) {
    LOG.atWarn()
        .addKeyValue("file", file)
        .addKeyValue("cause", cause)
        .log(
            "the mode of this host cannot be read, so it is cordoned: say what it is to be (POST /v1/host/cordon, drain or uncordon)");
    return new Stance(HostMode.CORDONED, now);
  }

  /**
   * Keeps a mode.
   *
   * @throws UncheckedIOException if it cannot be written; then the mode before is still there
   */
  void write(Stance stance) {
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    try {
      byte[] bytes = json.writeValueAsBytes(stance);
      try (FileOutputStream stream = new FileOutputStream(unfinished.toFile())) {
        stream.write(bytes);
        stream.getFD().sync();
      }
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("writing the host's mode to " + file, e);
    }
  }
}
