package dev.prebuild.agent.controlplane;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What the bodies of one {@link Case} speak of: {@code '$name'} becomes the id of an object that is
 * made when it is first named. In an expected answer {@code '<uuid>'} stands for any UUID, and
 * {@code '<text>'} for any text that is not empty.
 */
final class Scenery {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES, JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
          .build();

  private static final Map<String, Pattern> WILDCARDS =
      Map.of(
          "<uuid>", Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
          "<text>", Pattern.compile(".+"));

  private final SceneryMaker maker;
  private final Map<String, String> made = new HashMap<>();

  Scenery(SceneryMaker maker) {
    this.maker = maker;
  }

  /** A body with its names replaced. */
  JsonNode read(String template) throws JsonProcessingException, InterruptedException {
    return named(MAPPER.readTree(template));
  }

  private JsonNode named(JsonNode node) throws InterruptedException {
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        field.setValue(named(field.getValue()));
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, named(array.get(i)));
      }
    } else if (node.isTextual() && node.asText().startsWith("$")) {
      return new TextNode(id(node.asText().substring(1)));
    }
    return node;
  }

  private String id(String name) throws InterruptedException {
    if (!made.containsKey(name)) {
      made.put(name, maker.make(name));
    }
    return made.getOrDefault(name, "");
  }

  /** An expected answer, with each wildcard replaced by what was answered if that will do. */
  static JsonNode filled(JsonNode expected, JsonNode answered) {
    if (expected instanceof ObjectNode object) {
      object
          .properties()
          .forEach(
              field -> field.setValue(filled(field.getValue(), answered.path(field.getKey()))));
    } else if (expected instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, filled(array.get(i), answered.path(i)));
      }
    } else if (WILDCARDS.containsKey(expected.asText())
        && WILDCARDS.get(expected.asText()).matcher(answered.asText()).matches()) {
      return answered;
    }
    return expected;
  }
}
