package dev.prebuild.pool.autoscale;

import java.time.Duration;
import java.time.Instant;
import java.time.format.TextStyle;
import java.util.Locale;

/** Why a pool has the size that it has, in words for its operator. */
final class Reasons {
  private static final Duration HOUR = Duration.ofHours(1);

  private Reasons() {}

  static String of(Need need, Demand demand, Outlook outlook, Instant now) {
    return switch (need.bound()) {
      case NONE -> usual(need, outlook) + lately(demand, now) + known(demand, now);
      case MIN_SIZE -> "minSize; " + usual(need, outlook);
      case MAX_SIZE -> "maxSize; " + usual(need, outlook) + lately(demand, now);
      case SCHEDULE -> "the schedule wants as many; " + usual(need, outlook);
    };
  }

  /** "Mondays at 09:30 bring 7.0 claims an hour". */
  private static String usual(Need need, Outlook outlook) {
    int slot = outlook.slotOfWeek(need.when());
    return String.format(
        Locale.ROOT,
        "%ss at %s bring %.1f claims an hour",
        Week.dayOf(slot).getDisplayName(TextStyle.FULL, Locale.ENGLISH),
        Week.timeOf(slot),
        outlook.usualRate(need.when()));
  }

  private static String lately(Demand demand, Instant now) {
    RecentClaims recent = demand.history().recent();
    int count = recent.upTo(now) - recent.upTo(now.minus(HOUR));
    return count == 0 ? "" : ", the last hour brought " + count;
  }

  private static String known(Demand demand, Instant now) {
    long days = Duration.between(demand.history().since(), now).toDays();
    return days >= 7 ? "" : ", as far as %d days can tell".formatted(Math.max(0, days));
  }
}
