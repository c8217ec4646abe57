package dev.prebuild.pool.simulation;

import static dev.prebuild.pool.PoolFixtures.URGENCY;

import dev.prebuild.config.spec.WarmPoolPhase;
import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.Effect;
import dev.prebuild.pool.HostState;
import dev.prebuild.pool.Message;
import dev.prebuild.pool.OperationsInOneInstant;
import dev.prebuild.pool.PoolReactor;
import dev.prebuild.pool.PoolStatus;
import dev.prebuild.pool.autoscale.ClaimHistory;
import dev.prebuild.pool.instance.Instance;
import dev.prebuild.pool.plan.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** One life of the agent: real reactors, and a loop for each in virtual time. Ends in a crash. */
final class SimulatedAgent {
  private static final Duration RESYNC = Duration.ofSeconds(30);

  private final World world;
  private final Scenario scenario;
  private final SimulatedHost host;
  private final Laws laws;
  private final OperationsInOneInstant operations;
  private final Map<UUID, WarmPoolSpec> wanted = new LinkedHashMap<>();
  private final Map<UUID, PoolReactor> reactors = new LinkedHashMap<>();
  private final Map<UUID, PoolStatus> statuses = new HashMap<>();
  private final Map<UUID, Instant> wakeAt = new HashMap<>();
  private HostState hostState = HostState.SOUND;
  private boolean isAlive = true;
  private final Map<UUID, Integer> underWay = new HashMap<>();

  SimulatedAgent(World world, Scenario scenario, SimulatedHost host, Laws laws) {
    this.world = world;
    this.scenario = scenario;
    this.host = host;
    this.laws = laws;
    this.operations = new OperationsInOneInstant(host.engine());
    host.subscribe(this::lookAt);
    world.after(world.about(50), this::resync);
  }

  boolean isAlive() {
    return isAlive;
  }

  void crash() {
    world.note("agent crashes with operations under way:", underWay);
    isAlive = false;
    host.subscribe((_, _) -> {});
    laws.crashed();
  }

  void want(WarmPoolSpec spec) {
    WarmPoolSpec before = wanted.put(spec.id(), spec);
    if (before == null) {
      reactors.put(
          spec.id(), new PoolReactor(scenario.policy(), history(spec.id()), world.random()));
      tell(spec.id(), new Message.HostChanged(hostState));
    }
    tell(spec.id(), new Message.Wanted(spec));
  }

  private ClaimHistory history(UUID poolId) {
    return host.recall(poolId).orElseGet(() -> ClaimHistory.startingAt(world.instant()));
  }

  /** The host is short of something, is being drained, or is well again. */
  void change(HostState state) {
    hostState = state;
    reactors.keySet().forEach(poolId -> tell(poolId, new Message.HostChanged(state)));
  }

  /** A pool that nobody names any more. */
  void drop(UUID poolId) {
    wanted.remove(poolId);
    reactors.remove(poolId);
    statuses.remove(poolId);
  }

  Optional<PoolStatus> status(UUID poolId) {
    return Optional.ofNullable(statuses.get(poolId));
  }

  boolean isIdle(UUID poolId) {
    return underWay.getOrDefault(poolId, 0) == 0;
  }

  void claim(UUID poolId, Message.ClaimAsked claim) {
    tell(poolId, claim);
  }

  // The loop.

  private void tell(UUID poolId, Message message) {
    PoolReactor reactor = reactors.get(poolId);
    if (isAlive && reactor != null) {
      world.note("told", poolId, message);
      for (Effect effect : reactor.handle(message, world.instant(), world.tick())) {
        carryOut(poolId, effect);
      }
      checkSizes();
      checkBackfill(poolId, reactor);
    }
  }

  /** What only holds where the agent's picture of the host is true at every moment. */
  private void checkBackfill(UUID poolId, PoolReactor reactor) {
    if (!scenario.isTroubled() && hostState.equals(HostState.SOUND)) {
      WarmPoolSpec spec = Optional.ofNullable(wanted.get(poolId)).orElseThrow();
      reactor
          .figures()
          .ifPresent(figures -> laws.checkBackfill(spec, figures, scenario.policy().slots()));
    }
  }

  private void carryOut(UUID poolId, Effect effect) {
    switch (effect) {
      case Effect.Run run -> begin(poolId, run.operation());
      case Effect.Answer answer -> answer.answer().accept(answer.result());
      case Effect.Report report -> report(poolId, report.status());
      case Effect.Keep keep -> host.keep(poolId, keep.history());
      case Effect.WakeAt wake -> wake(poolId, wake.time());
    }
  }

  private void report(UUID poolId, PoolStatus status) {
    world.note("reports", poolId, status);
    statuses.put(poolId, status);
    laws.checkReport(Optional.ofNullable(wanted.get(poolId)).orElseThrow(), status);
    boolean isLeft =
        host.engine().instancesOf(poolId).stream().anyMatch(one -> !laws.isOrphan(one));
    if (status.phase() == WarmPoolPhase.DELETED && isLeft) {
      throw world.broken("deleted, and not empty: " + host.engine().instancesOf(poolId));
    }
  }

  /** As in the real loop there is one time to wake, and it is forgotten with the tick. */
  private void wake(UUID poolId, Instant time) {
    wakeAt.put(poolId, time);
    // Now and then too early, as timers are.
    Instant rung = world.chance(0.1) ? world.instant().plusMillis(1) : time.plusMillis(1);
    world.at(
        rung,
        () -> {
          if (wakeAt.remove(poolId, time)) {
            tell(poolId, new Message.Tick());
          }
        });
  }

  // Operations: begun, in effect, and ended at three different times.

  private void begin(UUID poolId, Operation operation) {
    world.note("begins", poolId, operation);
    checkGivenUp(poolId, operation);
    laws.started(poolId, operation);
    underWay.merge(poolId, 1, Integer::sum);
    world.after(timeOf(operation), () -> takeEffect(poolId, operation));
  }

  private void checkGivenUp(UUID poolId, Operation operation) {
    WarmPoolSpec spec = Optional.ofNullable(wanted.get(poolId)).orElseThrow();
    boolean isLettingGo = spec.deleting() || spec.snapshotId().isEmpty();
    if (!scenario.isTroubled() && hostState.equals(HostState.SOUND) && !isLettingGo) {
      laws.checkGivenUp(operation, desired(spec), host.engine().instancesOf(poolId));
    }
  }

  private int desired(WarmPoolSpec spec) {
    return Optional.ofNullable(reactors.get(spec.id()))
        .flatMap(PoolReactor::figures)
        .map(figures -> figures.status().desired())
        .orElse(spec.minSize());
  }

  private Duration timeOf(Operation operation) {
    return switch (operation) {
      case Operation.Create _, Operation.ColdClaim _, Operation.Start _, Operation.Prove _ ->
          world.about(scenario.createMillis());
      case Operation.Stop _, Operation.Remove _ -> world.about(100);
      case Operation.Look _ -> world.about(2);
      case Operation.Claim claim ->
          claim.instance().state() == Instance.State.RUNNING
              ? world.about(2)
              : world.about(scenario.createMillis());
    };
  }

  private void takeEffect(UUID poolId, Operation operation) {
    if (!isAlive) {
      laws.orphaned(operation);
      if (world.chance(0.5)) {
        return;
      }
    }
    Message.Outcome outcome = operations.run(poolId, operation);
    world.note(isAlive ? "ended" : "ended after the crash", operation, outcome);
    checkSizes();
    world.after(world.about(1), () -> deliver(poolId, operation, outcome));
  }

  private void deliver(UUID poolId, Operation operation, Message.Outcome outcome) {
    if (isAlive) {
      underWay.merge(poolId, -1, Integer::sum);
      laws.ended(operation, outcome instanceof Message.Outcome.Claimed);
      tell(poolId, new Message.Ended(operation, outcome));
    }
  }

  // Observations: made at one time, delivered at another.

  private void resync() {
    if (!isAlive) {
      return;
    }
    world.after(RESYNC, this::resync);
    if (host.isReachable()) {
      long observedAt = world.tick();
      List<Instance> all = host.engine().instances();
      world.after(world.about(20), () -> observe(all, observedAt));
    }
  }

  private void observe(List<Instance> all, long observedAt) {
    if (isAlive) {
      for (UUID poolId : List.copyOf(reactors.keySet())) {
        List<Instance> its = all.stream().filter(one -> one.poolId().equals(poolId)).toList();
        tell(poolId, new Message.Observed(its, observedAt));
      }
      all.stream().filter(one -> !wanted.containsKey(one.poolId())).forEach(this::removeStray);
    }
  }

  private void removeStray(Instance instance) {
    operations.run(
        instance.poolId(), new Operation.Remove(instance, URGENCY, "nobody wants its pool"));
  }

  private void lookAt(UUID poolId, UUID instanceId) {
    if (host.isReachable()) {
      long observedAt = world.tick();
      Optional<Instance> seen = host.look(poolId, instanceId);
      world.after(
          world.about(3),
          () -> tell(poolId, new Message.InstanceObserved(instanceId, seen, observedAt)));
    }
  }

  /** A crashed agent does not know what is wanted now. */
  private void checkSizes() {
    if (!isAlive) {
      return;
    }
    for (WarmPoolSpec spec : wanted.values()) {
      laws.checkSize(spec, host.engine().instancesOf(spec.id()));
    }
  }
}
