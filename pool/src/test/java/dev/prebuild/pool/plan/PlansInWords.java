package dev.prebuild.pool.plan;

import static dev.prebuild.pool.PoolFixtures.NOW;
import static dev.prebuild.pool.PoolFixtures.OLD_SNAPSHOT;
import static dev.prebuild.pool.PoolFixtures.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.PoolFixtures;
import dev.prebuild.pool.instance.Instance;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A view in parts, and its plan in words. */
abstract class PlansInWords {
  static final Backoff PAUSING = new Backoff(1, NOW.plusSeconds(1), "no disk");
  static final Backoff FAILING = new Backoff(1, NOW, "no disk");

  WarmPoolSpec spec = spec(1, 3);
  List<Instance> idle = List.of();
  List<Instance> inDoubt = List.of();
  List<Operation> underWay = List.of();
  Backoff creating = Backoff.NONE;
  Backoff handling = Backoff.NONE;
  Optional<Health> health = Optional.empty();
  Optional<Integer> desiredSize = Optional.empty();
  int waitingClaims;
  int mostStopped = WarmPoolSpec.LARGEST;
  Lifetime lifetime = PoolFixtures.LIFETIME;
  Pressure pressure = Pressure.NONE;
  boolean draining;
  int slots = 10;

  void assertPlan(String... expected) {
    assertThat(plan()).containsExactly(expected);
  }

  List<String> plan() {
    PoolView view =
        new PoolView(
            spec,
            new Aim(
                desiredSize.orElse(spec.minSize()),
                waitingClaims,
                mostStopped,
                lifetime,
                pressure,
                draining),
            idle,
            inDoubt,
            underWay,
            health.orElseGet(() -> PoolFixtures.health(idle, creating, handling)),
            slots,
            NOW);
    return PoolPlanner.plan(view, UUID::randomUUID).stream().map(PlansInWords::inWords).toList();
  }

  private static String inWords(Operation.Planned planned) {
    long number = planned.instanceId().getLeastSignificantBits();
    return switch (planned) {
      case Operation.Create create ->
          create.snapshotId().equals(OLD_SNAPSHOT) ? "create old" : "create";
      case Operation.Prove _ -> "prove " + number;
      case Operation.Start _ -> "start " + number;
      case Operation.Stop _ -> "stop " + number;
      case Operation.Remove _ -> "remove " + number;
      case Operation.Look _ -> "look " + number;
    };
  }
}
