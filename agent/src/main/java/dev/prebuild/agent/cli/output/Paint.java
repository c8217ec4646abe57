package dev.prebuild.agent.cli.output;

/** Colors, where they are welcome. */
public record Paint(boolean isColored) {
  public String good(String text) {
    return paint(32, text);
  }

  public String doubtful(String text) {
    return paint(33, text);
  }

  public String bad(String text) {
    return paint(31, text);
  }

  public String faint(String text) {
    return paint(2, text);
  }

  private String paint(int code, String text) {
    return isColored ? "\u001b[%dm%s\u001b[0m".formatted(code, text) : text;
  }
}
