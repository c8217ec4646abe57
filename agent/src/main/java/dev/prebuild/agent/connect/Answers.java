package dev.prebuild.agent.connect;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** The HTTP side of what a servlet reads and writes. */
final class Answers {
  private Answers() {}

  static void send(HttpServletResponse response, int status, String contentType, byte[] body)
      throws IOException {
    response.setStatus(status);
    response.setContentType(contentType);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** An error is JSON, whatever the encoding of the call. */
  static void sendError(HttpServletResponse response, int status, ConnectCode code, String message)
      throws IOException {
    String body =
        JsonNodeFactory.instance
            .objectNode()
            .put("code", code.wireName())
            .put("message", message)
            .toString();
    send(response, status, Encoding.JSON.contentType(), body.getBytes(StandardCharsets.UTF_8));
  }

  static String urlDecode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ConnectException(
          ConnectCode.INVALID_ARGUMENT, "the query of the URL has a broken %-escape", e);
    }
  }
}
