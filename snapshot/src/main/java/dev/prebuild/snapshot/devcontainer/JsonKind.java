package dev.prebuild.snapshot.devcontainer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.stream.Collectors;

/** The kinds of values that JSON has, in words for messages. */
enum JsonKind {
  TEXT("a text"),
  FLAG("true or false"),
  NUMBER("a number"),
  LIST("a list"),
  OBJECT("an object"),
  NOTHING("null");

  private final String words;

  JsonKind(String words) {
    this.words = words;
  }

  static JsonKind of(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> TEXT;
      case BOOLEAN -> FLAG;
      case NUMBER -> NUMBER;
      case ARRAY -> LIST;
      case OBJECT -> OBJECT;
      case NULL, MISSING, BINARY, POJO -> NOTHING;
    };
  }

  static String anyOf(Set<JsonKind> kinds) {
    return kinds.stream().sorted().map(JsonKind::words).collect(Collectors.joining(" or "));
  }

  String words() {
    return words;
  }
}
