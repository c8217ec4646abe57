package dev.prebuild.agent.connect;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * Until when a caller waits for its answer, by the server's clock.
 *
 * @param at the first instant at which an answer is of no use any more
 */
public record Deadline(Instant at) {
  /** Of a caller that waits for ever. */
  public static final Deadline NEVER = new Deadline(Instant.MAX);

  /** The protocol's Timeout-Milliseconds. */
  private static final Pattern MILLISECONDS = Pattern.compile("[0-9]{1,10}");

  /**
   * The deadline of a call that has just arrived. The protocol asks for a timeout of more than
   * zero; zero is taken for what it says.
   *
   * @param timeoutMillis the header {@code Connect-Timeout-Ms}
   * @throws ConnectException invalid_argument if it is no number of at most ten digits
   */
  static Deadline of(String timeoutMillis, Instant now) {
    if (!MILLISECONDS.matcher(timeoutMillis).matches()) {
      throw new ConnectException(
          ConnectCode.INVALID_ARGUMENT,
          "Connect-Timeout-Ms must be a number of milliseconds, of at most 10 digits");
    }
    return new Deadline(now.plusMillis(Long.parseLong(timeoutMillis)));
  }

  /** Whether nobody waits any more. */
  public boolean hasPassed(Instant now) {
    return !now.isBefore(at);
  }

  /** As much of a wait as is left of the caller's patience; never negative. */
  public Duration shorten(Duration wait, Instant now) {
    if (hasPassed(now)) {
      return Duration.ZERO;
    }
    Duration left = Duration.between(now, at);
    return left.compareTo(wait) < 0 ? left : wait;
  }
}
