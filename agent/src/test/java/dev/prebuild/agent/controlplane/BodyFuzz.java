package dev.prebuild.agent.controlplane;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Bodies of any message: some of them good, most of them spoiled. Known by what is random. */
final class BodyFuzz {
  private static final int DEEPEST = 4;
  private static final int MOST_CHANGES = 4;

  private static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "ü 😀\u0000\n",
          "../../etc/passwd",
          "'; DROP TABLE prebuild; --",
          "%s%n{}",
          "x".repeat(3_000),
          TestCatalog.UNUSED.toString());

  private static final List<Long> NUMBERS =
      List.of(0L, 1L, -1L, 3L, 20L, 21L, 60L, 7_200L, (long) Integer.MIN_VALUE, Long.MAX_VALUE);

  private static final List<String> JSON_PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "\"",
          ":",
          ",",
          "\\",
          "\\ud800",
          "\\u0000",
          "null",
          "true",
          "NaN",
          "-",
          "1e999999999",
          "1e-999999999",
          "9".repeat(2_000),
          "{}",
          "[]",
          "{\"a\":1}",
          "/**/",
          "\"seconds\":",
          "\ufeff",
          "[".repeat(500),
          "{\"a\":".repeat(500),
          "Infinity",
          " ");

  /** Tags without values, field number 0, groups, endless lengths and numbers. */
  private static final List<byte[]> BINARY_PIECES =
      List.of(
          new byte[] {0x0a},
          new byte[] {0x00},
          new byte[] {0x0b},
          new byte[] {0x0c},
          new byte[] {0x0f},
          new byte[] {0x0a, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07},
          new byte[] {0x0a, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f},
          new byte[] {0x0a, 0x02, (byte) 0xc3, 0x28},
          filled(200, (byte) 0x0b),
          filled(11, (byte) 0xff));

  private final Random random;
  private final Map<String, String> known;

  /**
   * @param known what there is, by the name of the field that may name it
   */
  BodyFuzz(Random random, Map<String, String> known) {
    this.random = random;
    this.known = known;
  }

  /**
   * A message that is one, with values of all kinds in it.
   *
   * @param isForJson whether times and durations stay within their range, or they could not be
   *     written down
   */
  Message message(Descriptor type, boolean isForJson) {
    return message(type, isForJson, 0);
  }

  /** One in four is as it should be. */
  byte[] json(Message message) throws InvalidProtocolBufferException {
    StringBuilder text = new StringBuilder(JsonFormat.printer().print(message));
    for (int i = changes(); i > 0; i--) {
      int at = random.nextInt(text.length() + 1);
      int end = Math.min(text.length(), at + 1 + random.nextInt(8));
      switch (random.nextInt(4)) {
        case 0 -> text.delete(at, end);
        case 1 -> text.insert(at, text.substring(at, end));
        case 2 -> text.replace(at, end, pick(JSON_PIECES));
        default -> text.insert(at, pick(JSON_PIECES));
      }
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    return random.nextInt(10) == 0 ? spoil(bytes) : bytes;
  }

  /** One in four is as it should be. */
  byte[] binary(Message message) {
    byte[] bytes = message.toByteArray();
    for (int i = changes(); i > 0; i--) {
      bytes = spoil(bytes);
    }
    return bytes;
  }

  byte[] garbage() {
    byte[] bytes = new byte[random.nextInt(300)];
    random.nextBytes(bytes);
    return bytes;
  }

  <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private int changes() {
    return random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(MOST_CHANGES);
  }

  private byte[] spoil(byte[] bytes) {
    int at = random.nextInt(bytes.length + 1);
    if (random.nextInt(4) == 0) {
      return Arrays.copyOf(bytes, at);
    }
    ByteArrayOutputStream spoiled = new ByteArrayOutputStream();
    spoiled.write(bytes, 0, at);
    spoiled.writeBytes(
        random.nextBoolean()
            ? pick(BINARY_PIECES)
            : new byte[] {(byte) random.nextInt(), (byte) random.nextInt()});
    int skipped = Math.min(bytes.length, at + random.nextInt(3));
    spoiled.write(bytes, skipped, bytes.length - skipped);
    return spoiled.toByteArray();
  }

  private Message message(Descriptor type, boolean isForJson, int depth) {
    DynamicMessage.Builder builder = DynamicMessage.newBuilder(type);
    for (FieldDescriptor field : type.getFields()) {
      boolean isTooDeep =
          field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && depth == DEEPEST;
      if (random.nextInt(5) == 0 || isTooDeep) {
        continue;
      }
      if (field.isRepeated()) {
        for (int i = random.nextInt(3); i > 0; i--) {
          builder.addRepeatedField(field, value(field, isForJson, depth));
        }
      } else {
        builder.setField(field, value(field, isForJson, depth));
      }
    }
    return builder.build();
  }

  private Object value(FieldDescriptor field, boolean isForJson, int depth) {
    boolean isTime = field.getContainingType().getFullName().startsWith("google.protobuf.");
    if (isTime && (isForJson || random.nextBoolean())) {
      return isNanos(field)
          ? (Object) random.nextInt(1_000_000_000)
          : (Object) (long) random.nextInt(8_000);
    }
    return switch (field.getJavaType()) {
      case INT -> pick(NUMBERS).intValue();
      case LONG -> pick(NUMBERS);
      case FLOAT -> random.nextFloat();
      case DOUBLE -> random.nextDouble();
      case BOOLEAN -> random.nextBoolean();
      case STRING -> text(field);
      case BYTE_STRING -> ByteString.copyFrom(garbage());
      case ENUM -> field.getEnumType().findValueByNumberCreatingIfUnknown(random.nextInt(100));
      case MESSAGE -> message(field.getMessageType(), isForJson, depth + 1);
    };
  }

  /** Mostly of something that is there, so that there is something to be done. */
  private String text(FieldDescriptor field) {
    return random.nextInt(4) == 0
        ? pick(TEXTS)
        : known.getOrDefault(field.getName().replaceAll("s$", ""), "a");
  }

  private static boolean isNanos(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.INT;
  }

  private static byte[] filled(int length, byte value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, value);
    return bytes;
  }
}
