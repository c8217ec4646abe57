package dev.prebuild.agent.cli.output;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What there is to tell of one thing: a line for each of its fields. */
public final class Fields {
  private final Map<String, String> fields = new LinkedHashMap<>();

  /** Adds a field, unless it is empty. */
  public Fields add(String name, String value) {
    if (!value.isEmpty()) {
      fields.put(name, value);
    }
    return this;
  }

  /** The values stand below each other; so do the lines of one that has several. */
  @Override
  public String toString() {
    int width = fields.keySet().stream().mapToInt(String::length).max().orElse(0) + 2;
    return fields.entrySet().stream()
        .map(
            field ->
                field.getKey()
                    + " ".repeat(width - field.getKey().length())
                    + field.getValue().strip().replace("\n", "\n" + " ".repeat(width)))
        .collect(Collectors.joining("\n"));
  }
}
