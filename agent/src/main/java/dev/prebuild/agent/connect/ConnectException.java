package dev.prebuild.agent.connect;

/**
 * A call that failed. The message is for the caller's operator: on the serving side it goes out as
 * it is, so it must never hold a secret.
 */
public final class ConnectException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ConnectCode code;
  private final String said;

  public ConnectException(ConnectCode code, String message) {
    super(message);
    this.code = code;
    this.said = "";
  }

  /**
   * A refusal by the server that was called.
   *
   * @param said its own words
   */
  ConnectException(ConnectCode code, String message, String said) {
    super(message);
    this.code = code;
    this.said = said;
  }

  public ConnectException(ConnectCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
    this.said = "";
  }

  public ConnectCode code() {
    return code;
  }

  /** The server's own words, without those about the call; empty if it has said nothing. */
  public String said() {
    return said;
  }

  /** What went wrong, in words; never null. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
