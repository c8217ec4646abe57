package dev.prebuild.agent.engine;

/** A call to the engine failed; the message says what, on what, and why. */
final class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  enum Kind {
    NOT_FOUND,
    CONFLICT,
    /** It answered, and refused. */
    REFUSED,
    /** It did not answer. */
    UNREACHABLE
  }

  EngineException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  EngineException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }
}
