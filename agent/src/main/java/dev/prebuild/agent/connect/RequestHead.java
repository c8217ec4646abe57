package dev.prebuild.agent.connect;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a request's headers say of how it is to be read and answered.
 *
 * @param encoding of its message and of the answer's
 * @param compression of its body
 * @param accepted what the answer may be packed with
 */
record RequestHead(
    Encoding encoding, Compression compression, Compression accepted, Deadline deadline) {

  /**
   * Reads the headers.
   *
   * @param now when they arrived
   * @throws Refusal if the content type is none that is spoken here
   * @throws ConnectException invalid_argument or unimplemented if the protocol's own headers are of
   *     no use
   */
  static RequestHead of(HttpServletRequest request, Instant now) {
    Encoding encoding =
        Encoding.of(Optional.ofNullable(request.getContentType()).orElse(""))
            .orElseThrow(Refusal::wrongContentType);
    checkVersion(request);
    Compression compression = compression(request);
    return new RequestHead(
        encoding,
        compression,
        Compression.forAnswer(Collections.list(request.getHeaders("Accept-Encoding")), compression),
        Optional.ofNullable(request.getHeader("Connect-Timeout-Ms"))
            .map(timeout -> Deadline.of(timeout, now))
            .orElse(Deadline.NEVER));
  }

  private static void checkVersion(HttpServletRequest request) {
    String version = request.getHeader("Connect-Protocol-Version");
    if (version != null && !version.equals("1")) {
      throw new ConnectException(
          ConnectCode.INVALID_ARGUMENT, "Connect-Protocol-Version must be \"1\"");
    }
  }

  private static Compression compression(HttpServletRequest request) {
    return Compression.of(
            Optional.ofNullable(request.getHeader("Content-Encoding"))
                .orElseGet(Compression.IDENTITY::wireName))
        .orElseThrow(
            () ->
                new ConnectException(
                    ConnectCode.UNIMPLEMENTED,
                    "Content-Encoding must be one of: " + Compression.names()));
  }

  static Optional<String> bearerToken(HttpServletRequest request) {
    String scheme = "Bearer ";
    return Optional.ofNullable(request.getHeader("Authorization"))
        .filter(header -> header.regionMatches(true, 0, scheme, 0, scheme.length()))
        .map(header -> header.substring(scheme.length()).strip());
  }

  /** Read from the URL alone: the servlet API's own parameters might want to read the body. */
  static Map<String, String> query(HttpServletRequest request) {
    Map<String, String> query = new HashMap<>();
    String text = Optional.ofNullable(request.getQueryString()).orElse("");
    for (String pair : text.split("&", -1)) {
      String[] parts = pair.split("=", 2);
      if (parts.length == 2) {
        query.putIfAbsent(urlDecode(parts[0]), urlDecode(parts[1]));
      }
    }
    return query;
  }

  private static String urlDecode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ConnectException(
          ConnectCode.INVALID_ARGUMENT, "the query of the URL has a broken %-escape", e);
    }
  }
}
