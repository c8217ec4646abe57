package dev.prebuild.snapshot.automations;

/** An automations file makes no sense; the message says which one, where and why. */
public final class InvalidAutomationsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidAutomationsException(String message) {
    super(message);
  }

  public InvalidAutomationsException(String message, Throwable cause) {
    super(message, cause);
  }
}
