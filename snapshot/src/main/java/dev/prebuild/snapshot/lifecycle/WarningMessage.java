package dev.prebuild.snapshot.lifecycle;

import dev.prebuild.snapshot.steps.Warning;
import java.util.List;
import java.util.stream.Collectors;

/** All warnings of a prebuild as one text, each with its step. */
public final class WarningMessage {
  /** The contract gives no limit; a message is to be read, not searched. */
  private static final int MOST_CHARACTERS = 4_000;

  private WarningMessage() {}

  /** Empty for none; at most 4,000 characters. */
  public static String of(List<Warning> warnings) {
    String all =
        warnings.stream()
            .map(warning -> "%s: %s".formatted(warning.step(), warning.text()))
            .collect(Collectors.joining("\n"));
    return all.length() <= MOST_CHARACTERS ? all : all.substring(0, MOST_CHARACTERS - 2) + "\n…";
  }
}
