package dev.prebuild.snapshot.automations;

import dev.prebuild.snapshot.messages.Excerpt;
import dev.prebuild.snapshot.messages.Warnings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A map of an automations file, read field by field. What is null counts as absent; what is of
 * another kind than asked for is an {@link InvalidAutomationsException} that names it.
 *
 * @param file its path, for messages
 * @param path of the map in the file, with a dot at its end unless it is the file itself
 */
record Fields(String file, String path, Map<String, @Nullable Object> values) {

  /** The whole of a file. */
  static Fields root(String file, Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new InvalidAutomationsException(
          "%s must be a map with services and tasks, not %s".formatted(file, kind(value)));
    }
    return of(file, "", map);
  }

  private static Fields of(String file, String path, Map<?, ?> map) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> {
          if (!(key instanceof String name)) {
            throw new InvalidAutomationsException(
                "%s: the key %s must be a text; put it in quotes"
                    .formatted(file, Excerpt.of(path + key)));
          }
          values.put(name, value);
        });
    return new Fields(file, path, values);
  }

  Optional<Object> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  Optional<String> text(String name) {
    return value(name).map(value -> text(name, value));
  }

  /** A text that is not blank. */
  String requiredText(String name) {
    return text(name)
        .filter(text -> !text.isBlank())
        .orElseThrow(() -> wrong(name, "there: a line for the shell"));
  }

  boolean flag(String name) {
    return value(name)
        .map(
            value -> {
              if (!(value instanceof Boolean flag)) {
                throw wrong(name, "true or false, not " + kind(value));
              }
              return flag;
            })
        .orElse(false);
  }

  /** One text counts as a list of one. */
  List<String> texts(String name, int most) {
    Object value = value(name).orElseGet(List::of);
    List<?> items = value instanceof List<?> list ? list : List.of(value);
    if (items.size() > most) {
      throw wrong(name, "a list of at most %d".formatted(most));
    }
    List<String> texts = new ArrayList<>();
    for (Object item : items) {
      texts.add(text(name, item));
    }
    return texts;
  }

  /** A map; an empty one if it is absent. */
  Fields fields(String name) {
    Object value = value(name).orElseGet(Map::of);
    if (!(value instanceof Map<?, ?> map)) {
      throw wrong(name, "a map, not " + kind(value));
    }
    return of(file, path + name + ".", map);
  }

  /** Warns of fields that are none of these. */
  void warnOfOthers(Warnings warnings, Set<String> known) {
    values.keySet().stream()
        .filter(name -> !known.contains(name))
        .forEach(
            name ->
                warnings.add(
                    "%s: %s is passed over, it has no effect here"
                        .formatted(file, Excerpt.of(path + name))));
  }

  /**
   * What to throw for a value that makes no sense.
   *
   * @param must what it must be
   */
  InvalidAutomationsException wrong(String name, String must) {
    return new InvalidAutomationsException(
        "%s: %s must be %s".formatted(file, Excerpt.of(path + name), must));
  }

  private String text(String name, @Nullable Object value) {
    if (!(value instanceof String text)) {
      throw wrong(name, "a text, not %s; put it in quotes".formatted(kind(value)));
    }
    if (text.indexOf('\0') >= 0) {
      throw wrong(name, "a text without the character NUL");
    }
    return text;
  }

  private static String kind(@Nullable Object value) {
    return switch (value) {
      case Boolean _ -> "true or false";
      case List<?> _ -> "a list";
      case Map<?, ?> _ -> "a map";
      case null -> "null";
      default -> "a text";
    };
  }
}
