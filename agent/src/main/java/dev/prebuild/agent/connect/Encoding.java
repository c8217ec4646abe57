package dev.prebuild.agent.connect;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.util.JsonFormat;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** How a message is written down. */
enum Encoding {
  JSON("application/json") {
    @Override
    <Q extends Message> Q decode(byte[] body, Q prototype, Parser<Q> parser)
        throws InvalidProtocolBufferException {
      // Nothing at all counts as an empty object. It is no JSON, and the protocol's own servers
      // refuse it; but REST-style clients send it for a message without fields, and it can mean
      // nothing else.
      if (body.length == 0) {
        return prototype;
      }
      String text = utf8(body);
      JsonSyntax.check(text);
      EnumNames.check(text, prototype.getDescriptorForType());
      Message.Builder builder = prototype.newBuilderForType();
      try {
        JsonFormat.parser().ignoringUnknownFields().merge(text, builder);
      } catch (InvalidProtocolBufferException e) {
        throw readable(e);
      } catch (RuntimeException e) {
        // What the parser does not foresee is, after all of the above, still the body's fault.
        throw new InvalidProtocolBufferException("a value is of the wrong kind", e);
      }
      // The builder of a generated message builds that message.
      @SuppressWarnings("unchecked")
      Q message = (Q) builder.build();
      return message;
    }

    @Override
    byte[] encode(Message message) throws InvalidProtocolBufferException {
      return JsonFormat.printer()
          .omittingInsignificantWhitespace()
          .print(message)
          .getBytes(StandardCharsets.UTF_8);
    }
  },
  PROTO("application/proto") {
    @Override
    <Q extends Message> Q decode(byte[] body, Q prototype, Parser<Q> parser)
        throws InvalidProtocolBufferException {
      return parser.parseFrom(body);
    }

    @Override
    byte[] encode(Message message) {
      return message.toByteArray();
    }
  };

  private final String contentType;

  Encoding(String contentType) {
    this.contentType = contentType;
  }

  String contentType() {
    return contentType;
  }

  abstract <Q extends Message> Q decode(byte[] body, Q prototype, Parser<Q> parser)
      throws InvalidProtocolBufferException;

  abstract byte[] encode(Message message) throws InvalidProtocolBufferException;

  /** The encoding that a Content-Type header names; of its parameters only utf-8 makes sense. */
  static Optional<Encoding> of(String contentType) {
    String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", -1);
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip().replace("\"", "");
      if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
        return Optional.empty();
      }
    }
    String type = parts[0].strip();
    for (Encoding encoding : values()) {
      if (encoding.contentType.equals(type)) {
        return Optional.of(encoding);
      }
    }
    return Optional.empty();
  }

  /** The parser's own reasons are for its callers, except where it just hands on another's. */
  private static InvalidProtocolBufferException readable(InvalidProtocolBufferException e) {
    return e.getCause() == null
        ? e
        : new InvalidProtocolBufferException("a value is of the wrong kind", e);
  }

  private static String utf8(byte[] body) throws InvalidProtocolBufferException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidProtocolBufferException("not UTF-8", e);
    }
  }
}
