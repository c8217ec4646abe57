package dev.prebuild.agent.connect;

import java.util.Map;

/**
 * An answer that is about HTTP rather than about the call, with a status and headers of its own.
 */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST_ECHO = 200;

  private final transient Answer.Failure answer;

  private Refusal(int status, ConnectCode code, String message, Map<String, String> headers) {
    super(message);
    answer = new Answer.Failure(status, code, message, headers);
  }

  static Refusal unknownPath(String path) {
    return new Refusal(
        404,
        ConnectCode.UNIMPLEMENTED,
        "no method at %s; a call goes to /package.Service/Method"
            .formatted(path.substring(0, Math.min(LONGEST_ECHO, path.length()))),
        Map.of());
  }

  static Refusal wrongVerb(String verb) {
    return new Refusal(
        405,
        ConnectCode.UNKNOWN,
        "calls are made by POST, not " + verb.substring(0, Math.min(LONGEST_ECHO, verb.length())),
        Map.of("Allow", "POST"));
  }

  static Refusal wrongContentType() {
    return new Refusal(
        415,
        ConnectCode.UNKNOWN,
        "Content-Type must be application/json or application/proto, in UTF-8",
        Map.of("Accept-Post", "application/json, application/proto"));
  }

  static Refusal noCaller() {
    return new Refusal(
        ConnectCode.UNAUTHENTICATED.httpStatus(),
        ConnectCode.UNAUTHENTICATED,
        "the call needs a valid token: Authorization: Bearer TOKEN",
        Map.of("WWW-Authenticate", "Bearer"));
  }

  Answer.Failure answer() {
    return answer;
  }
}
