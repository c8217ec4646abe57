package dev.prebuild.agent.engine;

/** Hears of every call to the engine. */
public interface EngineCallListener {
  /** How a call ends. */
  enum Outcome {
    DONE,
    /** What it was about is not there. */
    NOT_FOUND,
    /** It is as it was to be already, or taken. */
    CONFLICT,
    /** The engine answered, and refused. */
    REFUSED,
    /** The engine did not answer. */
    UNREACHABLE
  }

  /** A call has ended. */
  void ended(Outcome outcome);
}
