package dev.prebuild.agent.cli.output;

import java.util.Locale;

/** Whom the output is for. */
public enum OutputFormat {
  /** People. */
  TEXT,
  /** Programs. */
  JSON;

  /** As it is typed. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
