package dev.prebuild.agent.git;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** Reads what git prints, all of it, so that git never waits; keeps no more than is of use. */
final class GitOutput {
  private static final int LONGEST_LINE = 500;
  private static final int KEPT_LINES = 12;
  private static final int LONGEST_ANSWER_BYTES = 4 << 20;

  private GitOutput() {}

  /**
   * The answer to a question.
   *
   * @throws IOException if it is longer than anything that is asked for
   */
  static String answer(InputStream output) throws IOException {
    byte[] bytes = output.readNBytes(LONGEST_ANSWER_BYTES + 1);
    long _ = output.transferTo(OutputStream.nullOutputStream());
    if (bytes.length > LONGEST_ANSWER_BYTES) {
      throw new IOException("more than %,d bytes".formatted(LONGEST_ANSWER_BYTES));
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /**
   * Hands on line by line; what a carriage return would have overwritten is progress, and left out.
   *
   * @return the last lines
   */
  static List<String> lines(InputStream output, Consumer<String> each) throws IOException {
    Deque<String> kept = new ArrayDeque<>();
    StringBuilder line = new StringBuilder();
    try (Reader text = new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
      for (int next = text.read(); next >= 0; next = text.read()) {
        switch (next) {
          case '\n' -> end(line, each, kept);
          case '\r' -> line.setLength(0);
          default -> {
            if (line.length() < LONGEST_LINE) {
              line.append((char) next);
            }
          }
        }
      }
    }
    end(line, each, kept);
    return List.copyOf(kept);
  }

  private static void end(StringBuilder line, Consumer<String> each, Deque<String> kept) {
    String text = Printable.of(line.toString()).strip();
    line.setLength(0);
    if (text.isEmpty()) {
      return;
    }
    each.accept(text);
    kept.add(text);
    if (kept.size() > KEPT_LINES) {
      kept.remove();
    }
  }
}
