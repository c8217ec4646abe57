package dev.prebuild.agent.telemetry;

import java.util.Locale;

/** What values are called in labels and log lines. */
final class Labels {
  private Labels() {}

  /** The name of a constant, in small letters. */
  static String of(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
