package dev.prebuild.agent.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Rules as they come with the agent, in a time of their own: a minute is {@value #MINUTE_MILLIS}
 * ms. That is the one thing that is changed, and everywhere: in {@code 5m} and {@code 1h}, and
 * where hours are counted in seconds ({@code 24 * 3600}).
 */
public final class ShortenedRules {
  private static final int MINUTE_MILLIS = 400;

  /** Not in the name of a recorded series. */
  private static final Pattern DURATION = Pattern.compile("\\b(\\d+)([mh])\\b");

  private static final String HOUR_IN_SECONDS = "* 3600";

  private ShortenedRules() {}

  /** Writes the shortened rules of a file into a folder. */
  public static Path write(Path rules, Path folder) throws IOException {
    String shortened =
        DURATION
            .matcher(Files.readString(rules))
            .replaceAll(
                found -> {
                  long minutes =
                      Long.parseLong(found.group(1)) * (found.group(2).equals("h") ? 60 : 1);
                  return minutes * MINUTE_MILLIS + "ms";
                })
            .replace(HOUR_IN_SECONDS, "* " + 60 * MINUTE_MILLIS / 1_000);
    return Files.writeString(folder.resolve(rules.getFileName()), shortened);
  }
}
