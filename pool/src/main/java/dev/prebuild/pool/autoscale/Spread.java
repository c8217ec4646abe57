package dev.prebuild.pool.autoscale;

/**
 * Estimates how far true rates lie from those expected, relative to them: the variance of counts
 * beyond what chance alone explains (empirical Bayes for gamma-Poisson counts). It says how much a
 * group's own counts are worth against what it was expected to be.
 */
final class Spread {
  private static final double LEAST = 0.001;

  private double excess;
  private double scale;

  /**
   * @param assumed variance while nothing is known
   * @param weight of that assumption, in squared claims
   */
  Spread(double assumed, double weight) {
    this.excess = assumed * weight;
    this.scale = weight;
  }

  /**
   * @param noise the variance of the count by chance alone
   */
  void saw(double count, double noise, double expected) {
    excess += (count - expected) * (count - expected) - noise;
    scale += expected * expected;
  }

  /** As the shape of a gamma distribution with mean 1: claims that the expectation weighs. */
  double shape() {
    return 1 / Math.max(LEAST, excess / scale);
  }
}
