package dev.prebuild.pool.autoscale;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/**
 * What the weeks past let expect, as seen at the beginning of a half-hour. It costs some tenths of
 * a millisecond and holds for the half-hour, so it is worth keeping from one question to the next.
 */
public final class Outlook {
  /** How long the last claims tell something about the next ones, beyond the hour of the week. */
  private static final Duration MEMORY = Duration.ofMinutes(45);

  /** In claims: how much the weeks past weigh against the last days. */
  private static final double LEVEL_SHAPE = 8;

  private static final double LEVEL_MEMORY_SLOTS = 72;

  private static final double HOURS_A_SLOT = 0.5;
  private static final double MILLIS_AN_HOUR = 3_600_000;
  private static final double NEGLIGIBLE = 0.001;

  private final long slot;
  private final Duration refill;
  private final int maxSize;
  private final Week week;

  /** Claims an hour for each slot of the week. */
  private final double[] rates;

  /** In claims: how much the hour of the week weighs against the last hour. */
  private final double shape;

  private final Crowding crowding;
  private final PriceCurve prices;

  private Outlook(Demand demand, long slot) {
    ClaimHistory history = demand.history();
    this.slot = slot;
    this.refill = demand.refill();
    this.maxSize = demand.maxSize();
    this.week = new Week(demand.schedule().zone());
    double[] usual = WeekProfile.rates(history.counts(), history.since(), slot, week);
    Lately lately = new Lately(history, slot, week, usual);
    this.shape = lately.shape;
    this.crowding =
        Crowding.among(
            history.recent(),
            SlotCounts.startOf(slot),
            refill,
            instant -> usual[week.slotOf(instant)]);
    this.rates = new double[Week.SLOTS];
    this.prices = new PriceCurve();
    for (int i = 0; i < rates.length; i++) {
      rates[i] = usual[i] * lately.level;
      prices.add(rates[i], crowding.probabilities(rates[i], maxSize));
    }
  }

  /** As of the beginning of this half-hour; claims since then are no part of it. */
  public static Outlook at(Demand demand, Instant now) {
    return new Outlook(demand, SlotCounts.slotOf(now));
  }

  /** Whether it still holds; it is taken for granted that the demand is of the same pool. */
  public boolean holds(Demand demand, Instant now) {
    return slot == SlotCounts.slotOf(now)
        && refill.equals(demand.refill())
        && maxSize == demand.maxSize()
        && zone().equals(demand.schedule().zone());
  }

  private ZoneId zone() {
    return week.zone();
  }

  /** Claims an hour that usually come at that time of the week. */
  double usualRate(Instant when) {
    return rates[week.slotOf(when)];
  }

  /** Claims an hour at a time soon after now, the last claims taken into account. */
  double expectedRate(ClaimHistory history, Instant now, Instant when) {
    double came = history.recent().fading(now, MEMORY);
    return usualRate(when) * (shape + came) / (shape + usuallyCame(history, now));
  }

  /** What usually comes in the time of which the last claims tell, fading like them. */
  private double usuallyCame(ClaimHistory history, Instant now) {
    Instant first = knownFrom(history);
    double memoryHours = MEMORY.toMillis() / MILLIS_AN_HOUR;
    double claims = 0;
    double weight = 1;
    Instant end = now;
    while (weight > NEGLIGIBLE && end.isAfter(first)) {
      Instant slotStart = SlotCounts.startOf(SlotCounts.slotOf(end.minusNanos(1)));
      Instant start = slotStart.isAfter(first) ? slotStart : first;
      double startWeight = Math.exp(-memories(start, now));
      claims += usualRate(start) * memoryHours * (weight - startWeight);
      weight = startWeight;
      end = start;
    }
    return claims;
  }

  /** How far back all claims are known one by one. */
  private static Instant knownFrom(ClaimHistory history) {
    RecentClaims recent = history.recent();
    return recent.isFull() ? Instant.ofEpochMilli(recent.time(0)) : history.since();
  }

  private static double memories(Instant start, Instant end) {
    return Duration.between(start, end).toMillis() / (double) MEMORY.toMillis();
  }

  /** The size that is worth its idle time at a rate. */
  int size(double rate, Caution caution) {
    double price = prices.priceFor(caution.plannedShare());
    return PriceCurve.worth(price, rate, crowding.probabilities(rate, maxSize));
  }

  int slotOfWeek(Instant when) {
    return week.slotOf(when);
  }

  /** How the last days differ from the weeks past. */
  private static final class Lately {
    /** By what the weeks past are to be multiplied. */
    final double level;

    final double shape;

    Lately(ClaimHistory history, long slot, Week week, double[] usual) {
      Spread spread = new Spread(0.3, 10);
      double came = LEVEL_SHAPE;
      double expected = LEVEL_SHAPE;
      long first = Math.max(SlotCounts.slotOf(history.since()), slot - Week.SLOTS);
      for (long past = first; past < slot; past++) {
        double weight = Math.exp((past - slot + 1) / LEVEL_MEMORY_SLOTS);
        double foreseen = usual[week.slotOf(past)] * HOURS_A_SLOT;
        int count = history.counts().count(past);
        came += weight * count;
        expected += weight * foreseen;
        spread.saw(count, count, foreseen);
      }
      this.level = came / expected;
      this.shape = spread.shape();
    }
  }
}
