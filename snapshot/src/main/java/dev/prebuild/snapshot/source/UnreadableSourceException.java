package dev.prebuild.snapshot.source;

/** A file of a repository cannot be read; the message says which one and why. */
public final class UnreadableSourceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnreadableSourceException(String message) {
    super(message);
  }
}
