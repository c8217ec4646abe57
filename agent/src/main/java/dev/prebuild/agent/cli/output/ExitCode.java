package dev.prebuild.agent.cli.output;

/** What the program ends with. */
public enum ExitCode {
  WELL(0, "it went well"),
  FAILED(1, "what was asked about has failed: a prebuild, a pool, a check of doctor"),
  WRONG_USE(2, "the command line, the settings or a token file make no sense"),
  NO_START(3, "the daemon cannot come up"),
  UNREACHABLE(4, "the agent or the control plane cannot be reached"),
  REFUSED(5, "the agent or the control plane refused: not found, not allowed, no capacity");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  public int number() {
    return number;
  }

  /** In words, for the help. */
  public String meaning() {
    return meaning;
  }
}
