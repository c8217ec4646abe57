package dev.prebuild.agent.logs;

import java.util.Locale;

/** Where a line comes from: one of a container's two streams, or the agent itself. */
public enum LogStream {
  STDOUT,
  STDERR,
  AGENT;

  /** As it is written in a log. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static LogStream of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
