package dev.prebuild.agent.engine;

/** The engine does not answer; the message says what was being done. It may be back in a moment. */
public final class EngineAwayException extends EngineException {
  private static final long serialVersionUID = 1L;

  EngineAwayException(String message, Throwable cause) {
    super(Kind.UNREACHABLE, message, cause);
  }
}
