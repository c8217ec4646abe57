package dev.prebuild.pool.simulation;

import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.PoolPolicy;
import dev.prebuild.pool.autoscale.Schedule;
import dev.prebuild.pool.plan.Lifetime;
import java.time.Duration;

/**
 * How one simulated host is, and how much goes wrong on it.
 *
 * @param createMillis typical time to make or start an instance
 * @param claimGapMillis typical time between new environments
 * @param fault probability that a call to the host goes wrong
 * @param lostEvent probability that an event of the host is not delivered
 * @param trouble typical time between outages, crashes, and what outsiders do; empty for none
 * @param change typical time between changes of what is wanted
 */
record Scenario(
    PoolPolicy policy,
    long createMillis,
    long claimGapMillis,
    double fault,
    double lostEvent,
    boolean isTroubled,
    Duration trouble,
    Duration change) {

  /** Every fourth host is without fault, so that the stricter laws of such a host are seen too. */
  static Scenario of(World world) {
    boolean isCalm = world.chance(0.25);
    return new Scenario(
        new PoolPolicy(
            world.between(1, 6),
            Duration.ofSeconds(world.between(1, 30)),
            new Lifetime(Duration.ofMinutes(world.between(10, 2_000))),
            world.chance(0.7) ? WarmPoolSpec.LARGEST : world.between(0, 5),
            world.chance(0.5),
            _ -> Schedule.NONE),
        world.between(200, 3_000),
        world.between(100, 2_500),
        isCalm || world.chance(0.2) ? 0 : 0.001 * world.between(1, 80),
        isCalm ? 0 : 0.01 * world.between(0, 30),
        !isCalm,
        Duration.ofSeconds(world.between(5, 90)),
        Duration.ofSeconds(world.between(20, 200)));
  }
}
