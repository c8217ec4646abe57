package dev.prebuild.pool.autoscale;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * How many other claims a claim finds within the refill time before it; so many instances are still
 * being refilled. By chance alone that is a Poisson count; claims that come in crowds (a lecture, a
 * nightly job) find more, at quiet hours as well. A negative binomial count with a mean that is
 * raised by the same number at all hours describes both.
 *
 * @param hours of a refill
 * @param extra claims found beyond what the hour's rate explains, on average
 * @param shape of the distribution: the smaller, the more it scatters
 */
record Crowding(double hours, double extra, double shape) {

  private static final double ASSUMED_EXTRA = 0.02;
  private static final double ASSUMED_EXTRA_CLAIMS = 20;
  private static final double ASSUMED_SPREAD = 0.6;
  private static final double ASSUMED_SPREAD_WEIGHT = 2;
  private static final double LEAST_SPREAD = 0.05;
  private static final double GREATEST_SPREAD = 5;

  private static final double NEGLIGIBLE = 1e-7;
  private static final double MILLIS_AN_HOUR = 3_600_000;

  /**
   * As seen among the recent claims.
   *
   * @param rate claims an hour that were to be expected at an instant
   */
  static Crowding among(
      RecentClaims recent, Instant before, Duration refill, ToDoubleFunction<Instant> rate) {
    double hours = refill.toMillis() / MILLIS_AN_HOUR;
    int end = recent.before(before);
    int first = 0;
    while (recent.isFull() && first < end && lacksPredecessors(recent, first, refill)) {
      first++;
    }
    double[] found = new double[end - first];
    double[] expected = new double[end - first];
    int oldest = 0;
    for (int i = first; i < end; i++) {
      while (recent.time(i) - recent.time(oldest) >= refill.toMillis()) {
        oldest++;
      }
      found[i - first] = i - oldest;
      expected[i - first] = rate.applyAsDouble(Instant.ofEpochMilli(recent.time(i))) * hours;
    }
    double extra = extra(found, expected);
    return new Crowding(hours, extra, shape(found, expected, extra));
  }

  private static boolean lacksPredecessors(RecentClaims recent, int index, Duration refill) {
    return recent.time(index) - recent.time(0) < refill.toMillis();
  }

  private static double extra(double[] found, double[] expected) {
    double more = Arrays.stream(found).sum() - Arrays.stream(expected).sum();
    return Math.max(
        0, (more + ASSUMED_EXTRA * ASSUMED_EXTRA_CLAIMS) / (found.length + ASSUMED_EXTRA_CLAIMS));
  }

  private static double shape(double[] found, double[] expected, double extra) {
    Spread spread = new Spread(ASSUMED_SPREAD, ASSUMED_SPREAD_WEIGHT);
    for (int i = 0; i < found.length; i++) {
      double mean = expected[i] + extra;
      spread.saw(found[i], mean, mean);
    }
    return Math.clamp(spread.shape(), 1 / GREATEST_SPREAD, 1 / LEAST_SPREAD);
  }

  /**
   * The probability of finding 0, 1, 2… others, up to where it becomes negligible.
   *
   * @param rate claims an hour
   * @param limit of the length
   */
  double[] probabilities(double rate, int limit) {
    double mean = rate * hours + extra;
    double odds = mean / (mean + shape);
    double[] probabilities = new double[limit];
    double next = Math.pow(1 - odds, shape);
    for (int others = 0; others < limit; others++) {
      probabilities[others] = next;
      next *= (shape + others) / (others + 1) * odds;
      if (next < NEGLIGIBLE && others > mean) {
        return Arrays.copyOf(probabilities, others + 1);
      }
    }
    return probabilities;
  }
}
