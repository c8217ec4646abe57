package dev.prebuild.pool.autoscale.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * When claims came.
 *
 * @param claims ascending
 */
public record Trace(List<Instant> claims) {
  /** A Monday. */
  public static final Instant START = Instant.parse("2024-01-01T00:00:00Z");

  private static final Duration WEEK = Duration.ofDays(7);

  public Trace {
    claims = List.copyOf(claims);
  }

  static Trace ofSeconds(List<Double> seconds) {
    return new Trace(
        seconds.stream().sorted().map(s -> START.plusMillis(Math.round(s * 1000))).toList());
  }

  /** The end of the week of the last claim. */
  public Instant end() {
    Duration length = Duration.between(START, claims.getLast());
    return START.plus(WEEK.multipliedBy(length.dividedBy(WEEK) + 1));
  }

  /**
   * Reads a file with a time a line, in seconds from a Monday's 00:00 UTC on, ascending.
   *
   * @throws IllegalArgumentException if it cannot be read as such; the message is one line
   */
  public static Trace read(Path file) {
    List<Instant> claims = new ArrayList<>();
    int number = 0;
    for (String line : lines(file)) {
      number++;
      Instant claim = START.plusMillis(Math.round(seconds(file, number, line) * 1000));
      if (!claims.isEmpty() && claim.isBefore(claims.getLast())) {
        throw bad(file, number, line, "is before the one above it");
      }
      claims.add(claim);
    }
    if (claims.isEmpty()) {
      throw new IllegalArgumentException("the trace %s is empty".formatted(file));
    }
    return new Trace(claims);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("there is no trace %s".formatted(file), e);
    } catch (IOException e) {
      throw new IllegalArgumentException("the trace %s cannot be read: %s".formatted(file, e), e);
    }
  }

  private static double seconds(Path file, int number, String line) {
    try {
      double seconds = Double.parseDouble(line);
      if (seconds >= 0 && seconds < 1e9) {
        return seconds;
      }
    } catch (NumberFormatException _) {
      // Said below, as of any other line that is no time.
    }
    throw bad(file, number, line, "is no time in seconds, from 0 to a thousand million");
  }

  private static IllegalArgumentException bad(Path file, int number, String line, String what) {
    String shown = line.length() <= 40 ? line : line.substring(0, 40) + "…";
    return new IllegalArgumentException(
        "the trace %s, line %d: '%s' %s".formatted(file, number, shown, what));
  }
}
