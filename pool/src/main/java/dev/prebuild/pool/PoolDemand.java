package dev.prebuild.pool;

import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.autoscale.Autoscaler;
import dev.prebuild.pool.autoscale.Bound;
import dev.prebuild.pool.autoscale.ClaimHistory;
import dev.prebuild.pool.autoscale.Demand;
import dev.prebuild.pool.autoscale.Outlook;
import dev.prebuild.pool.autoscale.RefillTimes;
import dev.prebuild.pool.autoscale.Schedule;
import dev.prebuild.pool.autoscale.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What is asked of a pool, and how many running instances follow from it. */
final class PoolDemand {
  private static final Duration SHORTEST_REFILL = Duration.ofMillis(10);

  /** A refill time counts as another one if it differs by this factor; each costs a new outlook. */
  private static final double NOTABLE = 1.5;

  /** How often the schedule is looked at when nothing else moves the target. */
  private static final Duration LOOK_AT_CLOCK = Duration.ofMinutes(1);

  /** What was learned of claims is kept this often. */
  private static final Duration KEEPING = Duration.ofMinutes(1);

  private final PoolPolicy policy;
  private ClaimHistory history;
  private ClaimHistory kept;
  private RefillTimes refills = RefillTimes.NONE;
  private Duration refill = RefillTimes.NONE.typical();
  private Optional<Outlook> outlook = Optional.empty();
  private Optional<Target> target = Optional.empty();
  private Instant keptAt = Instant.MIN;

  /**
   * @param history what is remembered of the pool's claims
   */
  PoolDemand(PoolPolicy policy, ClaimHistory history) {
    this.policy = policy;
    this.history = history;
    this.kept = history;
  }

  /**
   * A claim has come.
   *
   * @param waited whether no ready instance was there for it
   */
  void claimed(Instant now, boolean waited) {
    history = history.claimed(now, waited);
  }

  /** An instance was brought up in this time. */
  void refilled(Duration time) {
    refills = refills.took(time);
    Duration typical = refills.typical();
    double ratio = typical.toNanos() / (double) refill.toNanos();
    if (ratio > NOTABLE || ratio < 1 / NOTABLE) {
      refill = typical.compareTo(SHORTEST_REFILL) > 0 ? typical : SHORTEST_REFILL;
    }
  }

  /** Running instances wanted now, and why. */
  Target target(WarmPoolSpec spec, Instant now) {
    Schedule schedule = policy.schedules().apply(spec.projectId());
    return policy.autoscaled() ? autoscaled(spec, schedule, now) : fixed(spec, schedule, now);
  }

  private static Target fixed(WarmPoolSpec spec, Schedule schedule, Instant now) {
    int floor = Math.min(schedule.floorAt(now), spec.maxSize());
    Instant until = now.plus(LOOK_AT_CLOCK);
    return floor > spec.minSize()
        ? new Target(
            floor, "%d: the schedule wants as many".formatted(floor), Bound.SCHEDULE, until)
        : new Target(
            spec.minSize(),
            "%d: minSize, since pools.autoscale is off".formatted(spec.minSize()),
            Bound.MIN_SIZE,
            until);
  }

  private Target autoscaled(WarmPoolSpec spec, Schedule schedule, Instant now) {
    Demand demand = new Demand(history, refill, schedule, spec.minSize(), spec.maxSize());
    Outlook current =
        outlook.filter(one -> one.holds(demand, now)).orElseGet(() -> Outlook.at(demand, now));
    Target next = Autoscaler.target(demand, current, target, now);
    outlook = Optional.of(current);
    target = Optional.of(next);
    return next;
  }

  /** What is to be kept now; empty if nothing is new, or something was kept a moment ago. */
  Optional<ClaimHistory> keep(Instant now) {
    if (now.isBefore(keptAt.plus(KEEPING)) || history.equals(kept)) {
      return Optional.empty();
    }
    kept = history;
    keptAt = now;
    return Optional.of(history);
  }
}
