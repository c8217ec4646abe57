package dev.prebuild.pool.instance;

/** A call to the host failed; the message says what, on what, why and what to do. */
public final class HostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /** What the caller can make of it. */
  public enum Kind {
    /** The instance does not exist any more, or not in its pool. */
    GONE,
    /** Another container has the name of this environment. */
    NAME_TAKEN,
    /** Anything else: worth another try later. */
    FAILED
  }

  public HostException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public HostException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
