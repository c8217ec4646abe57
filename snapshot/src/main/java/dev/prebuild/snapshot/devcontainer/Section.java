package dev.prebuild.snapshot.devcontainer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.prebuild.snapshot.messages.Excerpt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An object read property by property. What is null counts as absent; what is of another kind than
 * asked for is an {@link InvalidDevContainerException} that names it.
 *
 * @param document name of what it is from, for messages
 * @param path of the object in the document, with a dot at its end unless it is the document itself
 */
record Section(String document, String path, ObjectNode json) {

  /** The whole of a document. */
  static Section root(String document, JsonNode json) {
    if (!(json instanceof ObjectNode object)) {
      throw new InvalidDevContainerException(
          "%s must be an object, in braces, not %s".formatted(document, JsonKind.of(json).words()));
    }
    return new Section(document, "", object);
  }

  Optional<JsonNode> value(String name) {
    return Optional.ofNullable(json.get(name)).filter(value -> !value.isNull());
  }

  Optional<String> text(String name) {
    return value(name).map(value -> text(name, value));
  }

  boolean flag(String name) {
    return value(name)
        .map(value -> required(name, value, JsonKind.FLAG).booleanValue())
        .orElse(false);
  }

  List<String> texts(String name) {
    return value(name).map(value -> texts(name, value)).orElseGet(List::of);
  }

  /** One text counts as a list of one. */
  List<String> textOrTexts(String name) {
    return value(name)
        .map(value -> value.isTextual() ? List.of(text(name, value)) : texts(name, value))
        .orElseGet(List::of);
  }

  /** Texts by name; empty where the value is null. */
  Map<String, Optional<String>> optionalTexts(String name) {
    Map<String, Optional<String>> texts = new LinkedHashMap<>();
    section(name)
        .ifPresent(
            inner ->
                inner
                    .json
                    .properties()
                    .forEach(each -> texts.put(each.getKey(), inner.text(each.getKey()))));
    return texts;
  }

  Optional<Section> section(String name) {
    return value(name)
        .map(value -> (ObjectNode) required(name, value, JsonKind.OBJECT))
        .map(value -> new Section(document, path + name + ".", value));
  }

  /** Refuses a value of another kind. */
  void check(String name, Set<JsonKind> kinds) {
    value(name)
        .filter(value -> !kinds.contains(JsonKind.of(value)))
        .ifPresent(
            value -> {
              throw wrong(name, JsonKind.anyOf(kinds) + ", not " + JsonKind.of(value).words());
            });
  }

  /**
   * What to throw for a value that makes no sense.
   *
   * @param must what it must be
   */
  InvalidDevContainerException wrong(String name, String must) {
    return new InvalidDevContainerException(
        "%s: %s must be %s".formatted(document, Excerpt.of(path + name), must));
  }

  String text(String name, JsonNode value) {
    String text = required(name, value, JsonKind.TEXT).textValue();
    if (text.indexOf('\0') >= 0) {
      throw wrong(name, "a text without the character NUL");
    }
    return text;
  }

  List<String> texts(String name, JsonNode value) {
    List<String> texts = new ArrayList<>();
    for (JsonNode item : required(name, value, JsonKind.LIST)) {
      texts.add(text(name + "[" + texts.size() + "]", item));
    }
    return texts;
  }

  private JsonNode required(String name, JsonNode value, JsonKind kind) {
    if (JsonKind.of(value) != kind) {
      throw wrong(name, kind.words() + ", not " + JsonKind.of(value).words());
    }
    return value;
  }
}
