package dev.prebuild.agent.engine;

import dev.prebuild.agent.engine.EngineCallListener.Outcome;

/** A call to the engine failed; the message says what, on what, and why. */
sealed class EngineException extends RuntimeException permits EngineAwayException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  enum Kind {
    NOT_FOUND(Outcome.NOT_FOUND),
    CONFLICT(Outcome.CONFLICT),
    /** It answered, and refused. */
    REFUSED(Outcome.REFUSED),
    /** It did not answer. */
    UNREACHABLE(Outcome.UNREACHABLE);

    private final Outcome outcome;

    Kind(Outcome outcome) {
      this.outcome = outcome;
    }

    /** As it is counted. */
    Outcome outcome() {
      return outcome;
    }
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
