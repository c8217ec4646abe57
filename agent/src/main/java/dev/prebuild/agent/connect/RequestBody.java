package dev.prebuild.agent.connect;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/** A request's body, read and unpacked, not yet understood. */
final class RequestBody implements ConnectService.Body {
  private static final int LONGEST_ECHO = 300;

  private final Encoding encoding;
  private final byte[] bytes;

  private RequestBody(Encoding encoding, byte[] bytes) {
    this.encoding = encoding;
    this.bytes = bytes;
  }

  /**
   * Reads a body. No more than the limit is ever held, as it came and as it is unpacked.
   *
   * @param limit in bytes
   * @throws ConnectException resource_exhausted if there is more, invalid_argument if it breaks off
   *     or is not packed as its header says
   */
  static RequestBody read(HttpServletRequest request, RequestHead head, int limit) {
    byte[] packed = bytes(request, limit);
    // Also by the protocol: what is empty is not unpacked, whatever the header says.
    if (packed.length == 0) {
      return new RequestBody(head.encoding(), packed);
    }
    try {
      byte[] unpacked = head.compression().unpack(packed, limit);
      checkLimit(unpacked.length, limit);
      return new RequestBody(head.encoding(), unpacked);
    } catch (IOException e) {
      throw new ConnectException(
          ConnectCode.INVALID_ARGUMENT,
          "the body is not in %s, as Content-Encoding says"
              .formatted(head.compression().wireName()),
          e);
    }
  }

  private static byte[] bytes(HttpServletRequest request, int limit) {
    checkLimit(request.getContentLengthLong(), limit);
    try {
      byte[] bytes = request.getInputStream().readNBytes(limit + 1);
      checkLimit(bytes.length, limit);
      return bytes;
    } catch (IOException e) {
      throw new ConnectException(
          ConnectCode.INVALID_ARGUMENT, "the body broke off before its end", e);
    }
  }

  private static void checkLimit(long length, int limit) {
    if (length > limit) {
      throw new ConnectException(
          ConnectCode.RESOURCE_EXHAUSTED,
          "the body is larger than the limit of %d bytes".formatted(limit));
    }
  }

  @Override
  public <Q extends Message> Q read(Q prototype, Parser<Q> parser) {
    try {
      return encoding.decode(bytes, prototype, parser);
    } catch (InvalidProtocolBufferException e) {
      String reason = String.valueOf(e.getMessage());
      throw new ConnectException(
          ConnectCode.INVALID_ARGUMENT,
          "the body is not a %s in %s: %s"
              .formatted(
                  prototype.getDescriptorForType().getName(),
                  encoding.contentType(),
                  reason.substring(0, Math.min(LONGEST_ECHO, reason.length()))),
          e);
    }
  }
}
