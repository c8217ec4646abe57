package dev.prebuild.agent.git;

/** Text of strangers, such that a terminal and a log can bear it. */
final class Printable {
  private Printable() {}

  static String of(String text) {
    return text.replaceAll(
        "[\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]", "?");
  }
}
