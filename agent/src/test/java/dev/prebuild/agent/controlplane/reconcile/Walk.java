package dev.prebuild.agent.controlplane.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.controlplane.rules.PhaseRules;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Random deeds of users, hosts and time, with a look at all that must hold after each. */
final class Walk {
  /** So many rounds are enough for what is left of a walk, or it is stuck. */
  private static final int MOST_ROUNDS = 200;

  private final World world;
  private final Deeds deeds;
  private final List<Deeds.Deed> trace = new ArrayList<>();
  private Moment before;

  Walk(World world, RandomGenerator random) {
    this.world = world;
    this.deeds = new Deeds(world, random);
    this.before = Moment.of(world);
  }

  void go(int steps) {
    for (int step = 0; step < steps; step++) {
      look(deeds.next());
    }
    end();
  }

  private void look(Deeds.Deed deed) {
    trace.add(deed);
    Moment after = Moment.of(world);
    try {
      new Invariants(before, after, world.now()).check(deed);
      assertThat(divisionIsDone()).as("shares are as they would be decided now").isTrue();
    } catch (AssertionError e) {
      throw new AssertionError(
          "after %d steps, the last ones %s: %s"
              .formatted(
                  trace.size(),
                  trace.subList(Math.max(0, trace.size() - 5), trace.size()),
                  e.getMessage()),
          e);
    }
    before = after;
  }

  private boolean divisionIsDone() {
    return world.write(
        transaction -> new Division(transaction, TestSettings.RUNNER).update().isEmpty());
  }

  /** No more faults: the hosts that are there do as they are told, and the rest is forgotten. */
  private void end() {
    look(deeds.recover());
    for (int round = 0; round < MOST_ROUNDS && !isAtRest(); round++) {
      look(deeds.round(Duration.ofMinutes(1)));
    }
    look(deeds.round(TestSettings.LEASE.plusSeconds(1)));
    look(deeds.round(LeaseCases.FORGOTTEN));
    look(deeds.round(Duration.ofMinutes(1)));
    assertThat(before.prebuilds().values())
        .as("prebuilds that are stuck, after %s", trace)
        .allMatch(leased -> PhaseRules.isTerminal(leased.prebuild().getStatus().getPhase()));
    assertThat(before.pools().values())
        .as("pools that are stuck, after %s", trace)
        .allMatch(pool -> !PhaseRules.isLeaving(pool) || isDeleted(pool));
  }

  private boolean isAtRest() {
    return before.prebuilds().values().stream()
            .allMatch(leased -> PhaseRules.isTerminal(leased.prebuild().getStatus().getPhase()))
        && before.pools().values().stream()
            .allMatch(pool -> !PhaseRules.isLeaving(pool) || isDeleted(pool));
  }

  private static boolean isDeleted(WarmPool pool) {
    return pool.getStatus().getPhase() == WarmPoolPhase.WARM_POOL_PHASE_DELETED;
  }
}
