package dev.prebuild.snapshot.host;

/** A prebuild cannot go on; the message says what failed, on what, why and what to do. */
public final class PrebuildException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PrebuildException(String message) {
    super(message);
  }

  public PrebuildException(String message, Throwable cause) {
    super(message, cause);
  }
}
