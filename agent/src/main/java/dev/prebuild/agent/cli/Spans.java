package dev.prebuild.agent.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** Spans of time as they are typed. */
final class Spans {
  private static final Pattern SPAN = Pattern.compile("(\\d{1,6})(s|m|h|)");

  private Spans() {}

  /** {@code 30s}, {@code 5m}, {@code 1h}; a number alone counts seconds. */
  static Duration parse(String text) {
    Matcher matcher = SPAN.matcher(text);
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "'%s' is no span of time such as 30s, 5m or 1h".formatted(text));
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofSeconds(number);
    };
  }
}
