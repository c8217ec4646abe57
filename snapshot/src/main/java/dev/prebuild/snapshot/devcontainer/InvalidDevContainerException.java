package dev.prebuild.snapshot.devcontainer;

/** A devcontainer.json makes no sense; the message says which one, where and why. */
public final class InvalidDevContainerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidDevContainerException(String message) {
    super(message);
  }

  public InvalidDevContainerException(String message, Throwable cause) {
    super(message, cause);
  }
}
