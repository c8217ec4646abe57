package dev.prebuild.pool.simulation;

import dev.prebuild.pool.autoscale.ClaimHistory;
import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.pool.claim.Environment;
import dev.prebuild.pool.instance.Instance;
import dev.prebuild.pool.simulation.Faults.Fault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;

/** The fake host with its faults, its outsiders, and its events, some of which get lost. */
final class SimulatedHost implements FakeInstanceHost.Witness {
  private final World world;
  private final Scenario scenario;
  private final Laws laws;
  private final FakeInstanceHost engine;
  private BiConsumer<UUID, UUID> subscriber = (_, _) -> {};
  private Instant unreachableUntil = Instant.MIN;
  private final Map<UUID, ClaimHistory> histories = new HashMap<>();
  private boolean isSound;

  SimulatedHost(World world, Scenario scenario, Laws laws) {
    this.world = world;
    this.scenario = scenario;
    this.laws = laws;
    this.engine = new FakeInstanceHost(world, this::nextFault, this);
  }

  FakeInstanceHost engine() {
    return engine;
  }

  /** Who hears of changes from now on; as with the engine, there is one stream. */
  void subscribe(BiConsumer<UUID, UUID> newSubscriber) {
    subscriber = newSubscriber;
  }

  /** Its disk outlives the agent. */
  void keep(UUID poolId, ClaimHistory history) {
    histories.put(poolId, history);
  }

  Optional<ClaimHistory> recall(UUID poolId) {
    return Optional.ofNullable(histories.get(poolId));
  }

  boolean isReachable() {
    return isSound || !world.instant().isBefore(unreachableUntil);
  }

  void becomeUnreachable() {
    unreachableUntil = world.instant().plus(world.about(10_000));
    world.note("engine is unreachable until", unreachableUntil);
  }

  /** From now on nothing goes wrong. */
  void becomeSound() {
    isSound = true;
  }

  private Fault nextFault() {
    if (!isReachable()) {
      return Fault.BEFORE;
    }
    if (isSound || !world.chance(scenario.fault())) {
      return Fault.NONE;
    }
    return switch (world.between(0, 3)) {
      case 0, 1 -> Fault.BEFORE;
      case 2 -> Fault.HALF_WAY;
      default -> Fault.AFTER;
    };
  }

  /** Somebody else has a hand in it: one instance, or a good part of them. */
  void meddle() {
    List<Instance> instances = new ArrayList<>(engine.instances());
    int victims = world.chance(0.9) ? 1 : instances.size() / 2;
    for (int i = 0; i < victims && !instances.isEmpty(); i++) {
      meddle(instances.remove(world.between(0, instances.size() - 1)));
    }
  }

  private void meddle(Instance instance) {
    switch (world.between(0, 2)) {
      case 0 -> engine.vanish(instance);
      case 1 -> engine.end(instance, Instance.State.STOPPED);
      default -> engine.end(instance, Instance.State.DEAD);
    }
    world.note("outsider has touched", instance);
  }

  Optional<Instance> look(UUID poolId, UUID instanceId) {
    return engine.find(poolId, instanceId);
  }

  @Override
  public void changed(UUID poolId, UUID instanceId) {
    if (isSound || !world.chance(scenario.lostEvent())) {
      world.after(world.about(5), () -> subscriber.accept(poolId, instanceId));
    }
  }

  @Override
  public void named(Environment environment) {
    laws.named(environment);
  }

  @Override
  public void delivered(Environment environment, ClaimRequest request) {
    laws.delivered(request, environment);
  }
}
