package dev.prebuild.agent.connect;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What is JSON at all. Protobuf's own parser takes much that is not (words without quotes,
 * comments, whatever follows the value), lets the last of two fields with one name win, goes as
 * deep as the stack does, and names its classes when it fails; so every body is looked at here
 * before.
 */
final class JsonSyntax {
  /**
   * As deep as protobuf's own parser goes into messages; it counts for what nobody knows as well.
   */
  private static final int DEEPEST = 100;

  /** Digits of a number; 64 bits need 20. */
  private static final int LONGEST_NUMBER = 1_000;

  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNumberLength(LONGEST_NUMBER)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private JsonSyntax() {}

  /**
   * Makes sure that a text is one JSON value (RFC 8259) that is safe to parse.
   *
   * @throws InvalidProtocolBufferException if it is not; the message says where
   */
  static void check(String text) throws InvalidProtocolBufferException {
    try (JsonParser parser = FACTORY.createParser(text)) {
      int values = countValues(parser);
      if (values != 1) {
        throw new InvalidProtocolBufferException(
            "one JSON object is expected, there are %d values".formatted(values));
      }
    } catch (InvalidProtocolBufferException e) {
      throw e;
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory failed", e);
    }
  }

  private static int countValues(JsonParser parser) throws IOException {
    int values = 0;
    try {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        checkText(parser, token);
        if (parser.getParsingContext().inRoot()) {
          values++;
        }
      }
    } catch (StreamConstraintsException e) {
      throw new InvalidProtocolBufferException(
          "it is nested deeper than %d levels, or has a number of more than %d digits, %s"
              .formatted(DEEPEST, LONGEST_NUMBER, where(parser)),
          e);
    } catch (JacksonException e) {
      throw new InvalidProtocolBufferException(
          "it is no JSON, or has two fields of one name, " + where(parser), e);
    }
    return values;
  }

  /** An escape may write down half a character, which no string of a message can hold. */
  private static void checkText(JsonParser parser, JsonToken token) throws IOException {
    if ((token == JsonToken.FIELD_NAME || token == JsonToken.VALUE_STRING)
        && !StandardCharsets.UTF_8.newEncoder().canEncode(parser.getText())) {
      throw new InvalidProtocolBufferException("it has half of a surrogate pair, " + where(parser));
    }
  }

  private static String where(JsonParser parser) {
    JsonLocation location = parser.currentLocation();
    return "line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
  }
}
