package dev.prebuild.agent.cli.follow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What has been read of a log.
 *
 * @param lines of it, without their ends
 * @param next where the log goes on, in bytes of plain text
 */
record LogLines(List<String> lines, long next) {
  private static final JsonMapper JSON = new JsonMapper();

  LogLines {
    lines = List.copyOf(lines);
  }

  /**
   * Reads the records of a log.
   *
   * @param from where they were asked to begin
   * @param records one object for each line, as the agent writes them
   */
  static LogLines of(long from, String records) throws JsonProcessingException {
    List<String> lines = new ArrayList<>();
    long next = from;
    for (String line : records.lines().toList()) {
      JsonNode entry = JSON.readTree(line);
      long offset = entry.path("offset").asLong(next);
      if (entry.has("text")) {
        String text = entry.path("text").asText();
        lines.add(text);
        int end = entry.path("partial").asBoolean() ? 0 : 1;
        next = offset + text.getBytes(StandardCharsets.UTF_8).length + end;
      } else {
        if (entry.has("dropped")) {
          lines.add("[… %,d bytes dropped here …]".formatted(entry.path("dropped").asLong()));
        }
        next = offset;
      }
    }
    return new LogLines(lines, next);
  }
}
