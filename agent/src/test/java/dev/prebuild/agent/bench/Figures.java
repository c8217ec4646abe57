package dev.prebuild.agent.bench;

import java.io.PrintStream;
import java.util.Locale;

/** Prints what was measured, for people and, a line each, for programs. */
final class Figures {
  private final PrintStream out;

  Figures(PrintStream out) {
    this.out = out;
  }

  void say(String text) {
    out.println(text);
  }

  void row(String what, Sample sample) {
    out.printf(
        Locale.ROOT,
        "  %-42s p50 %8.2f ms   p99 %8.2f ms   of %d%n",
        what,
        sample.p50(),
        sample.p99(),
        sample.size());
  }

  void figure(String name, double value, String unit) {
    out.printf(Locale.ROOT, "figure %s %.3f %s%n", name, value, unit);
  }
}
