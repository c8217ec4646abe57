package dev.prebuild.config.settings;

import jakarta.validation.constraints.NotNull;

/**
 * What is logged, and how, to standard output.
 *
 * @param level least important level that is logged
 * @param format lines to read, or one JSON object a line
 */
public record LogSettings(@NotNull Level level, @NotNull Format format) {

  /** From silent to talkative. */
  public enum Level {
    ERROR,
    WARN,
    INFO,
    DEBUG
  }

  /** How a line looks. */
  public enum Format {
    TEXT,
    JSON
  }
}
