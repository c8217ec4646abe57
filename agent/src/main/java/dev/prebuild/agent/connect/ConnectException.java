package dev.prebuild.agent.connect;

/**
 * A call that failed. The message is for the caller's operator: on the serving side it goes out as
 * it is, so it must never hold a secret.
 */
public final class ConnectException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ConnectCode code;

  public ConnectException(ConnectCode code, String message) {
    super(message);
    this.code = code;
  }

  public ConnectException(ConnectCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public ConnectCode code() {
    return code;
  }

  /** What went wrong, in words; never null. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
