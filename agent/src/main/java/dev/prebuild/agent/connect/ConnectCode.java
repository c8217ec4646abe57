package dev.prebuild.agent.connect;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Why a call failed, in the protocol's terms. */
public enum ConnectCode {
  CANCELED(499),
  UNKNOWN(500),
  INVALID_ARGUMENT(400),
  DEADLINE_EXCEEDED(504),
  NOT_FOUND(404),
  ALREADY_EXISTS(409),
  PERMISSION_DENIED(403),
  RESOURCE_EXHAUSTED(429),
  FAILED_PRECONDITION(400),
  ABORTED(409),
  OUT_OF_RANGE(400),
  UNIMPLEMENTED(501),
  INTERNAL(500),
  UNAVAILABLE(503),
  DATA_LOSS(500),
  UNAUTHENTICATED(401);

  private final int httpStatus;

  ConnectCode(int httpStatus) {
    this.httpStatus = httpStatus;
  }

  /** The HTTP status of an answer with this code. */
  public int httpStatus() {
    return httpStatus;
  }

  /** The name in an error body, e.g. {@code not_found}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The code of an error body; empty if the protocol knows no such name. */
  public static Optional<ConnectCode> ofWireName(String name) {
    return Arrays.stream(values()).filter(code -> code.wireName().equals(name)).findFirst();
  }

  /**
   * The code for an answer without a readable error body, as a proxy on the way may give it. This
   * is the protocol's own table, and not the inverse of {@link #httpStatus}.
   */
  public static ConnectCode ofHttpStatus(int status) {
    return switch (status) {
      case 400 -> INTERNAL;
      case 401 -> UNAUTHENTICATED;
      case 403 -> PERMISSION_DENIED;
      case 404 -> UNIMPLEMENTED;
      case 429, 502, 503, 504 -> UNAVAILABLE;
      default -> UNKNOWN;
    };
  }
}
