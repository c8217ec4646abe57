package dev.prebuild.pool.autoscale;

/**
 * What share of claims waits when instances are kept wherever they save at least so many waits for
 * each hour that they are idle. Such a price, the same at all hours, is the cheapest way to any
 * share (the multiplier of Lagrange).
 */
final class PriceCurve {
  /**
   * Waits saved by an idle hour below which no instance is kept: one in two weeks. It lets a pool
   * that has fallen silent go to nothing.
   */
  static final double LOWEST = 1.0 / 336;

  private static final double STEP = Math.log(1.05);
  private static final int STEPS = 320;

  /** Claims an hour that instances at that price keep from waiting. */
  private final double[] saved = new double[STEPS];

  private double claims;

  /**
   * Adds an hour.
   *
   * @param rate its claims
   * @param found probability that a claim finds 0, 1, 2… others within the refill time
   */
  void add(double rate, double[] found) {
    claims += rate;
    double upTo = 0;
    for (double probability : found) {
      upTo += probability;
      double price = rate * probability / upTo;
      if (price >= LOWEST) {
        saved[step(price)] += rate * probability;
      }
    }
  }

  private static int step(double price) {
    return Math.min(STEPS - 1, (int) (Math.log(price / LOWEST) / STEP));
  }

  /** The highest price at which no greater share of the claims waits; never below the lowest. */
  double priceFor(double share) {
    double waiting = claims;
    for (int step = STEPS - 1; step > 0; step--) {
      waiting -= saved[step];
      if (waiting <= share * claims) {
        return LOWEST * Math.exp(step * STEP);
      }
    }
    return LOWEST;
  }

  /**
   * How many instances are worth a price.
   *
   * <p>What one more saves for its idle time falls with each, since the count is log-concave or
   * falling; so the first that is not worth it is the last to look at.
   */
  static int worth(double price, double rate, double[] found) {
    double upTo = 0;
    int size = 0;
    for (double probability : found) {
      upTo += probability;
      if (rate * probability / upTo < price) {
        return size;
      }
      size++;
    }
    return size;
  }
}
