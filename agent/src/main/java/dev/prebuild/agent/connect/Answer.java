package dev.prebuild.agent.connect;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** What is sent back. */
sealed interface Answer {
  /** Why the call was refused; empty if it was not. */
  Optional<ConnectCode> refusal();

  void send(HttpServletResponse response) throws IOException;

  private static void send(HttpServletResponse response, int status, Encoding encoding, byte[] body)
      throws IOException {
    response.setStatus(status);
    response.setContentType(encoding.contentType());
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** The message that was asked for. */
  final class Success implements Answer {
    /** Below this many bytes, packing takes longer than it saves. */
    static final int LEAST_PACKED = 1_024;

    private final Encoding encoding;
    private final byte[] body;
    private final Compression accepted;

    /**
     * @param accepted what the client takes the message packed with
     */
    Success(Encoding encoding, Message message, Compression accepted)
        throws InvalidProtocolBufferException {
      this.encoding = encoding;
      this.body = encoding.encode(message);
      this.accepted = accepted;
    }

    @Override
    public Optional<ConnectCode> refusal() {
      return Optional.empty();
    }

    @Override
    public void send(HttpServletResponse response) throws IOException {
      if (body.length < LEAST_PACKED) {
        Answer.send(response, 200, encoding, body);
        return;
      }
      response.setHeader("Vary", "Accept-Encoding");
      if (accepted != Compression.IDENTITY) {
        response.setHeader("Content-Encoding", accepted.wireName());
      }
      Answer.send(response, 200, encoding, accepted.pack(body));
    }
  }

  /**
   * A refusal; JSON, whatever the encoding of the call. The protocol's {@code details} are left
   * out: they are optional, and there are none.
   *
   * @param status of HTTP
   * @param headers that go with it
   */
  record Failure(int status, ConnectCode code, String message, Map<String, String> headers)
      implements Answer {
    public Failure {
      headers = Map.copyOf(headers);
    }

    static Failure of(ConnectCode code, String message) {
      return new Failure(code.httpStatus(), code, message, Map.of());
    }

    @Override
    public Optional<ConnectCode> refusal() {
      return Optional.of(code);
    }

    @Override
    public void send(HttpServletResponse response) throws IOException {
      headers.forEach(response::setHeader);
      String body =
          JsonNodeFactory.instance
              .objectNode()
              .put("code", code.wireName())
              .put("message", message)
              .toString();
      Answer.send(response, status, Encoding.JSON, body.getBytes(StandardCharsets.UTF_8));
    }
  }
}
