package dev.prebuild.agent.logs;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far a container's output is in the log, for whoever goes on with it.
 *
 * @param container its id; empty before the first
 * @param from offset of the first line that is its own
 * @param step whose lines were coming
 * @param last the last line of each of its streams
 */
public record LogPlace(String container, long from, String step, Map<LogStream, Mark> last) {
  private static final Logger LOG = LoggerFactory.getLogger(LogPlace.class);

  static final LogPlace NONE = new LogPlace("", 0, "", Map.of());

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();

  /** Names a line of one stream of a container: {@link LogLine#nth()} of those of one time. */
  public record Mark(Instant time, int nth) {}

  public LogPlace {
    last = Map.copyOf(last);
  }

  /** None if there is no such file, or it makes no sense: then all is read again. */
  static LogPlace read(Path file) throws IOException {
    try {
      return JSON.readValue(Files.readAllBytes(file), LogPlace.class);
    } catch (NoSuchFileException e) {
      return NONE;
    } catch (JacksonException e) {
      LOG.atWarn()
          .addKeyValue("file", file)
          .addKeyValue("cause", e.getOriginalMessage())
          .log("this file makes no sense; the container's output is read from its beginning");
      return NONE;
    }
  }

  void write(Path file) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    try (FileOutputStream target = new FileOutputStream(unfinished.toFile())) {
      target.write(JSON.writeValueAsBytes(this));
    }
    Files.move(
        unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
