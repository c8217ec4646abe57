package dev.prebuild.agent.connect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Map;
import java.util.Optional;

/**
 * Names of enum values in JSON. Protobuf's parser, told to pass over fields that it does not know,
 * passes over names that it does not know as well; but a filter that has lost its one value lets
 * everything through.
 */
final class EnumNames {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int LONGEST_ECHO = 60;

  private EnumNames() {}

  /**
   * Makes sure that each enum value is a number or a name that the message knows.
   *
   * @param text one JSON value, as {@link JsonSyntax} lets it through
   * @throws InvalidProtocolBufferException naming the field
   */
  static void check(String text, Descriptor message) throws InvalidProtocolBufferException {
    try {
      checkObject(JSON.readTree(text), message, "");
    } catch (JsonProcessingException e) {
      throw new InvalidProtocolBufferException("it is no JSON", e);
    }
  }

  private static void checkObject(JsonNode object, Descriptor message, String path)
      throws InvalidProtocolBufferException {
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      Optional<FieldDescriptor> field = field(message, entry.getKey());
      if (field.isPresent()) {
        checkField(entry.getValue(), field.get(), path + field.get().getJsonName());
      }
    }
  }

  /** By either of its names, as JSON may have them. */
  private static Optional<FieldDescriptor> field(Descriptor message, String name) {
    return message.getFields().stream()
        .filter(field -> field.getJsonName().equals(name) || field.getName().equals(name))
        .findFirst();
  }

  private static void checkField(JsonNode value, FieldDescriptor field, String path)
      throws InvalidProtocolBufferException {
    if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        checkValue(value.get(i), field, "%s[%d]".formatted(path, i));
      }
    } else {
      checkValue(value, field, path);
    }
  }

  private static void checkValue(JsonNode value, FieldDescriptor field, String path)
      throws InvalidProtocolBufferException {
    switch (field.getJavaType()) {
      case MESSAGE -> checkObject(value, field.getMessageType(), path + ".");
      case ENUM -> {
        if (value.isTextual() && !isKnown(value.textValue(), field)) {
          String name = value.textValue();
          throw new InvalidProtocolBufferException(
              "%s: there is no %s of the name %s"
                  .formatted(
                      path,
                      field.getEnumType().getName(),
                      name.substring(0, Math.min(LONGEST_ECHO, name.length()))));
        }
      }
      default -> {}
    }
  }

  /** A number may stand in quotes. */
  private static boolean isKnown(String name, FieldDescriptor field) {
    return field.getEnumType().findValueByName(name) != null || name.matches("-?[0-9]+");
  }
}
