package dev.prebuild.snapshot.devcontainer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.prebuild.snapshot.messages.Excerpt;
import org.jspecify.annotations.Nullable;

/** Reads JSON with comments and trailing commas, within limits. */
final class LimitedJson {
  /** Size up to which a document is read, in bytes. */
  static final int MOST_BYTES = 1 << 20;

  /** Lists and objects in one another. */
  static final int MOST_NESTED = 64;

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxDocumentLength(MOST_BYTES)
                          .maxStringLength(MOST_BYTES)
                          .maxNestingDepth(MOST_NESTED)
                          .build())
                  .build())
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS, JsonReadFeature.ALLOW_TRAILING_COMMA)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private LimitedJson() {}

  /**
   * Reads a document.
   *
   * @param what name of it, for messages
   * @throws InvalidDevContainerException if it is no JSON, or larger or deeper than the limits
   */
  static JsonNode read(String what, String text) {
    if (text.length() > MOST_BYTES) {
      throw new InvalidDevContainerException(
          "%s has more than %,d characters; make it smaller".formatted(what, MOST_BYTES));
    }
    try {
      return MAPPER.readTree(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
    } catch (JsonProcessingException e) {
      throw new InvalidDevContainerException(
          "%s cannot be read as JSON%s: %s"
              .formatted(what, place(e.getLocation()), Excerpt.of(e.getOriginalMessage())),
          e);
    }
  }

  private static String place(@Nullable JsonLocation location) {
    return location == null
        ? ""
        : ", line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
  }
}
