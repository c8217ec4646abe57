package dev.prebuild.pool.autoscale;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides how many instances a pool keeps ready. A pure function of what came and of the time, not
 * of what runs at the moment: so neither a claim's taking an instance nor its refill moves it.
 *
 * <p>It rises at once, and ahead of what is expected by the time that a refill takes. It falls by
 * one at a time, each after it has been more than enough for {@link #HOLD}.
 */
public final class Autoscaler {
  /** For how long a target holds unless it rises, and is worth knowing. */
  static final Duration HOLD = Duration.ofMinutes(5);

  private final Demand demand;
  private final Outlook outlook;
  private final Instant now;

  private Autoscaler(Demand demand, Outlook outlook, Instant now) {
    this.demand = demand;
    this.outlook = outlook;
    this.now = now;
  }

  /**
   * The target as of now; with an outlook of its own.
   *
   * @param before the target until now; empty if there was none
   */
  public static Target target(Demand demand, Optional<Target> before, Instant now) {
    return isFixed(demand)
        ? fixed(demand, now)
        : target(demand, Outlook.at(demand, now), before, now);
  }

  /**
   * The target as of now, in some microseconds.
   *
   * @param outlook that {@link Outlook#holds} now
   * @param before the target until now; empty if there was none
   */
  public static Target target(
      Demand demand, Outlook outlook, Optional<Target> before, Instant now) {
    if (isFixed(demand)) {
      return fixed(demand, now);
    }
    Autoscaler autoscaler = new Autoscaler(demand, outlook, now);
    Need need = autoscaler.need();
    return before
        .map(last -> Math.min(last.size(), demand.maxSize()) > need.size())
        .filter(isTooMany -> isTooMany)
        .map(isTooMany -> autoscaler.falling(before.orElseThrow(), need))
        .orElseGet(
            () -> new Target(need.size(), autoscaler.words(need), need.bound(), now.plus(HOLD)));
  }

  private static boolean isFixed(Demand demand) {
    return demand.minSize() == demand.maxSize();
  }

  private static Target fixed(Demand demand, Instant now) {
    int size = demand.minSize();
    return new Target(
        size,
        "%d: minSize and maxSize are both %d".formatted(size, size),
        Bound.MIN_SIZE,
        now.plus(HOLD));
  }

  private Target falling(Target before, Need need) {
    int size = Math.min(before.size(), demand.maxSize());
    boolean holds = now.isBefore(before.until()) && !before.until().isAfter(now.plus(HOLD));
    if (!holds && size - 1 == need.size()) {
      return new Target(need.size(), words(need), need.bound(), now.plus(HOLD));
    }
    return holds
        ? new Target(size, words(size, need), need.bound(), before.until())
        : new Target(size - 1, words(size - 1, need), need.bound(), now.plus(HOLD));
  }

  /** The greatest need from now until what is begun at the next question can be ready. */
  private Need need() {
    Instant end = now.plus(demand.refill()).plus(HOLD);
    Need greatest = needAt(now);
    for (long slot = SlotCounts.slotOf(now) + 1; !SlotCounts.startOf(slot).isAfter(end); slot++) {
      Need next = needAt(SlotCounts.startOf(slot));
      greatest = next.size() > greatest.size() ? next : greatest;
    }
    return within(greatest, demand.schedule().highest(now, end));
  }

  private Need needAt(Instant when) {
    double rate = outlook.expectedRate(demand.history(), now, when);
    int size = outlook.size(rate, demand.history().caution());
    return new Need(size, when, Bound.NONE);
  }

  private Need within(Need need, Optional<Schedule.Floor> floor) {
    if (need.size() >= demand.maxSize()) {
      return new Need(demand.maxSize(), need.when(), Bound.MAX_SIZE);
    }
    int scheduled = Math.min(floor.map(Schedule.Floor::size).orElse(0), demand.maxSize());
    if (scheduled > Math.max(need.size(), demand.minSize())) {
      return new Need(scheduled, need.when(), Bound.SCHEDULE);
    }
    return need.size() < demand.minSize()
        ? new Need(demand.minSize(), need.when(), Bound.MIN_SIZE)
        : need;
  }

  private String words(Need need) {
    return "%d: %s".formatted(need.size(), Reasons.of(need, demand, outlook, now));
  }

  private String words(int held, Need need) {
    return "%d, on the way down to %s".formatted(held, words(need));
  }
}
