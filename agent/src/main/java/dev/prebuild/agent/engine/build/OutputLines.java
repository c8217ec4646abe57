package dev.prebuild.agent.engine.build;

import java.util.function.Consumer;

/** Puts together the lines of an output that comes in pieces. Not for several threads at once. */
public final class OutputLines {
  /** Longer lines are passed on in parts. */
  private static final int LONGEST_LINE = 8_192;

  private final Consumer<String> target;
  private final StringBuilder line = new StringBuilder();

  public OutputLines(Consumer<String> target) {
    this.target = target;
  }

  /** Takes a piece, and passes on the lines that it ends. */
  public void add(String piece) {
    for (int i = 0; i < piece.length(); i++) {
      char character = piece.charAt(i);
      if (character == '\n') {
        pass();
      } else {
        line.append(character);
        if (line.length() == LONGEST_LINE) {
          pass();
        }
      }
    }
  }

  /** Passes on what has no end yet. */
  public void finish() {
    if (!line.isEmpty()) {
      pass();
    }
  }

  private void pass() {
    int end = line.length();
    target.accept(line.substring(0, end > 0 && line.charAt(end - 1) == '\r' ? end - 1 : end));
    line.setLength(0);
  }
}
