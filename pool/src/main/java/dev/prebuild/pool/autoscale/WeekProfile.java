package dev.prebuild.pool.autoscale;

import java.time.Instant;

/**
 * How many claims an hour each half-hour of the week brings, by the weeks past. Sparse counts say
 * little, so each level of detail leans on the one above it, by as much as its counts show it may:
 * the hour of the week on the same hour of workdays or weekends, that one on the mean of all hours.
 * Older weeks count less, and neighbouring half-hours count too.
 */
final class WeekProfile {
  /** Each week counts this much less than the one after it. */
  private static final double WEEKLY_FADING = 0.7;

  /** Of half-hours 0, 1 and 2 away. */
  private static final double[] NEIGHBOURS = {1, 0.61, 0.14};

  /** Of a pool that nothing is known of: claims an hour, and the hours that this weighs. */
  private static final double ASSUMED_RATE = 2;

  private static final double ASSUMED_HOURS = 0.5;

  private static final double HOURS_A_SLOT = 0.5;

  private final Week week;
  private final double[] claims = new double[Week.SLOTS];
  private final double[] noise = new double[Week.SLOTS];
  private final double[] hours = new double[Week.SLOTS];

  private WeekProfile(Week week) {
    this.week = week;
  }

  /**
   * Claims an hour for each slot of the week.
   *
   * @param slot the half-hour that has just begun; only what was before it counts
   */
  static double[] rates(SlotCounts counts, Instant since, long slot, Week week) {
    WeekProfile profile = new WeekProfile(week);
    profile.count(counts, Math.max(SlotCounts.slotOf(since), slot - SlotCounts.KEPT), slot);
    return profile.ofHoursOfWeek(profile.ofKindsOfDay(profile.mean()));
  }

  private void count(SlotCounts counts, long first, long end) {
    double weight = 1;
    double fading = Math.pow(WEEKLY_FADING, 1.0 / Week.SLOTS);
    for (long slot = end - 1; slot >= first; slot--) {
      int place = week.slotOf(slot);
      int count = counts.count(slot);
      claims[place] += weight * count;
      noise[place] += weight * weight * count;
      hours[place] += weight * HOURS_A_SLOT;
      weight *= fading;
    }
  }

  private double mean() {
    double allClaims = ASSUMED_RATE * ASSUMED_HOURS;
    double allHours = ASSUMED_HOURS;
    for (int slot = 0; slot < Week.SLOTS; slot++) {
      allClaims += claims[slot];
      allHours += hours[slot];
    }
    return allClaims / allHours;
  }

  private double[] ofKindsOfDay(double mean) {
    double[] kindClaims = new double[Week.SLOTS_OF_KINDS];
    double[] kindNoise = new double[Week.SLOTS_OF_KINDS];
    double[] expected = new double[Week.SLOTS_OF_KINDS];
    for (int slot = 0; slot < Week.SLOTS; slot++) {
      int kind = Week.kindOf(slot);
      kindClaims[kind] += claims[slot];
      kindNoise[kind] += noise[slot];
      expected[kind] += hours[slot] * mean;
    }
    double shape = shape(new Spread(1, 10), kindClaims, kindNoise, expected);
    double[] rates = new double[Week.SLOTS_OF_KINDS];
    for (int kind = 0; kind < rates.length; kind++) {
      int day = kind - kind % Week.SLOTS_A_DAY;
      double seen = around(kindClaims, kind, day, Week.SLOTS_A_DAY);
      double foreseen = around(expected, kind, day, Week.SLOTS_A_DAY);
      rates[kind] = mean * (shape + seen) / (shape + foreseen);
    }
    return rates;
  }

  private double[] ofHoursOfWeek(double[] kindRates) {
    double[] expected = new double[Week.SLOTS];
    for (int slot = 0; slot < Week.SLOTS; slot++) {
      expected[slot] = hours[slot] * kindRates[Week.kindOf(slot)];
    }
    double shape = shape(new Spread(0.1, 10), claims, noise, expected);
    double[] rates = new double[Week.SLOTS];
    for (int slot = 0; slot < Week.SLOTS; slot++) {
      double seen = around(claims, slot, 0, Week.SLOTS);
      double foreseen = around(expected, slot, 0, Week.SLOTS);
      rates[slot] = kindRates[Week.kindOf(slot)] * (shape + seen) / (shape + foreseen);
    }
    return rates;
  }

  private static double shape(Spread spread, double[] counts, double[] noise, double[] expected) {
    for (int i = 0; i < counts.length; i++) {
      spread.saw(counts[i], noise[i], expected[i]);
    }
    return spread.shape();
  }

  /** The sum over a slot and its neighbours, in a circle of {@code length} from {@code first}. */
  private static double around(double[] values, int slot, int first, int length) {
    double sum = 0;
    for (int distance = 1 - NEIGHBOURS.length; distance < NEIGHBOURS.length; distance++) {
      int neighbour = first + Math.floorMod(slot - first + distance, length);
      sum += NEIGHBOURS[Math.abs(distance)] * values[neighbour];
    }
    return sum;
  }
}
