package dev.prebuild.agent.cli.output;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;

/** Figures as people read them. */
public final class Words {
  private static final int SHORT_ID = 8;
  private static final String[] BYTES = {"B", "KiB", "MiB", "GiB", "TiB"};

  /** What terminals take as commands: colors, moves of the cursor, titles. */
  private static final Pattern COMMAND =
      Pattern.compile("\u001b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\u0007\u001b]*(?:\u0007|\u001b\\\\)?|.)");

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}&&[^\t]]");

  private Words() {}

  /**
   * In the largest unit of which there are two: {@code 45s}, {@code 12m}, {@code 3h}, {@code 9d}.
   */
  public static String span(Duration span) {
    long seconds = Math.max(0, span.toSeconds());
    if (seconds < 120) {
      return seconds + "s";
    }
    if (seconds < 120 * 60) {
      return seconds / 60 + "m";
    }
    return seconds < 48 * 3600 ? seconds / 3600 + "h" : seconds / 86_400 + "d";
  }

  /** How long ago something was. */
  public static String age(Instant then, Instant now) {
    return span(Duration.between(then, now));
  }

  /** When something was, and how long ago that is. */
  public static String moment(Instant then, Instant now) {
    return "%s, %s ago".formatted(then, age(then, now));
  }

  /** A size with at most three digits, more or less. */
  public static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < BYTES.length - 1) {
      value /= 1024;
      unit++;
    }
    String digits = unit == 0 || value >= 10 ? "%.0f" : "%.1f";
    return String.format(Locale.ROOT, digits + " %s", value, BYTES[unit]);
  }

  /** The beginning of an id, enough to tell a few from each other. */
  public static String shortId(String id) {
    return id.length() <= SHORT_ID ? id : id.substring(0, SHORT_ID);
  }

  /**
   * A line that somebody else has written, as a terminal would leave it: what follows a carriage
   * return stands over what was before. Nothing in it moves the cursor.
   */
  public static String printable(String line) {
    String plain = COMMAND.matcher(line).replaceAll("").stripTrailing();
    return CONTROL.matcher(plain.substring(plain.lastIndexOf('\r') + 1)).replaceAll("");
  }

  /** The first line of a text, cut where it is too long for a table. */
  public static String firstLine(String text, int longest) {
    String line = text.lines().findFirst().orElse("");
    return line.length() <= longest ? line : line.substring(0, longest - 1) + "…";
  }

  /** {@code 1 prebuild}, {@code 2 prebuilds}. */
  public static String count(long number, String what) {
    return "%d %s%s".formatted(number, what, number == 1 ? "" : "s");
  }
}
