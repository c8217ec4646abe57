package dev.prebuild.agent.cli.output;

/** A command cannot do what it was asked; the message says what, on what, why and what to do. */
public final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  public Failure(ExitCode exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  public Failure(ExitCode exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  public ExitCode exitCode() {
    return exitCode;
  }

  /** For whoever typed the command; never null. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
