package dev.prebuild.pool.simulation;

import dev.prebuild.config.spec.WarmPoolPhase;
import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.HostState;
import dev.prebuild.pool.PoolStatus;
import dev.prebuild.pool.instance.Instance;
import dev.prebuild.pool.plan.Pressure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One host from its first day to its last: claims while things go wrong, then peace, in which all
 * must come to what is wanted, then the deletion of all pools.
 */
final class Simulation {
  private static final Duration PEACE = Duration.ofMinutes(15);
  private static final int MOST_STEPS = 120;

  private final World world;
  private final Scenario scenario;
  private final Laws laws;
  private final SimulatedHost host;
  private final ControlPlane plane;
  private final SimulatedClients clients;
  private SimulatedAgent agent;
  private boolean isAtPeace;

  Simulation(long seed) {
    this.world = new World(seed);
    this.scenario = Scenario.of(world);
    this.laws = new Laws(world);
    this.host = new SimulatedHost(world, scenario, laws);
    this.agent = new SimulatedAgent(world, scenario, host, laws);
    this.plane = new ControlPlane(world, host, laws, () -> agent);
    this.clients =
        new SimulatedClients(world, scenario, host, laws, () -> agent, this::controlPlane);
  }

  private ControlPlane controlPlane() {
    return plane;
  }

  /** What came of it. */
  record Summary(Scenario scenario, int claims, Map<String, Integer> results, int digest) {}

  Summary run(int claims) {
    try {
      plane.begin();
      clients.begin();
      world.after(scenario.change(), this::change);
      world.after(scenario.trouble(), this::trouble);
      while (clients.asked() < claims && world.step()) {}
      makePeace();
      checkSettled();
      plane.deleteAll();
      world.runFor(PEACE);
      checkDeleted();
      return new Summary(scenario, clients.asked(), clients.results(), world.digest());
    } catch (RuntimeException e) {
      AssertionError broken = world.broken("it must never throw: " + e);
      broken.initCause(e);
      throw broken;
    }
  }

  // What goes wrong.

  private void change() {
    if (!isAtPeace) {
      plane.changeSomething();
      world.after(world.about(scenario.change().toMillis()), this::change);
    }
  }

  private void trouble() {
    if (isAtPeace || !scenario.isTroubled()) {
      return;
    }
    world.after(world.about(scenario.trouble().toMillis()), this::trouble);
    switch (world.between(0, 6)) {
      case 0 -> crash();
      case 1 -> host.becomeUnreachable();
      case 2 -> press();
      default -> host.meddle();
    }
  }

  /** For a while; a host that has just started does not know of it yet. */
  private void press() {
    Pressure[] rungs = Pressure.values();
    HostState pressed = new HostState(rungs[world.between(0, rungs.length - 1)], world.chance(0.3));
    world.note("the host is", pressed);
    agent.change(pressed);
    world.after(world.about(20_000), () -> agent.change(HostState.SOUND));
  }

  private void crash() {
    if (agent.isAlive()) {
      agent.crash();
      world.after(world.about(3_000), this::restart);
    }
  }

  private void restart() {
    agent = new SimulatedAgent(world, scenario, host, laws);
    world.note("agent starts");
    plane.tellAll();
  }

  private boolean isIdle() {
    return plane.wanted().stream().allMatch(spec -> agent.isIdle(spec.id()));
  }

  // What must come of it.

  private void makePeace() {
    isAtPeace = true;
    clients.close();
    host.becomeSound();
    agent.change(HostState.SOUND);
    plane.settle();
    world.note("peace");
    world.runFor(PEACE);
    // Targets move with the hour, even in peace.
    for (int more = 0; more < MOST_STEPS && !isIdle(); more++) {
      world.runFor(Duration.ofSeconds(1));
    }
  }

  private void checkSettled() {
    clients.checkAllAnswered();
    if (!agent.isAlive()) {
      throw world.broken("the agent is not back");
    }
    for (WarmPoolSpec spec : plane.wanted()) {
      boolean canComeUp = spec.snapshotId().filter(id -> !plane.isBroken(id)).isPresent();
      if (spec.deleting() || spec.snapshotId().isEmpty()) {
        checkEmpty(spec);
      } else if (canComeUp) {
        checkFull(spec);
      } else {
        checkDegraded(spec);
      }
    }
    checkNoStrays();
  }

  private void checkFull(WarmPoolSpec spec) {
    List<Instance> present = host.engine().instancesOf(spec.id());
    long running = count(present, Instance.State.RUNNING);
    long stopped = count(present, Instance.State.STOPPED);
    int desired = agent.status(spec.id()).map(PoolStatus::desired).orElse(-1);
    boolean isAsWanted =
        running == desired
            && spec.minSize() <= desired
            && stopped == Math.min(spec.maxSize() - desired, scenario.policy().mostStopped())
            && present.size() == running + stopped
            && present.stream()
                .allMatch(one -> Optional.of(one.snapshotId()).equals(spec.snapshotId()));
    if (!isAsWanted || !agent.isIdle(spec.id())) {
      throw world.broken("not settled: " + spec + " has " + present);
    }
    checkStatus(
        spec,
        new PoolStatus(
            WarmPoolPhase.READY, (int) running, (int) stopped, desired, Optional.empty()));
  }

  private void checkStatus(WarmPoolSpec spec, PoolStatus expected) {
    if (!agent.status(spec.id()).equals(Optional.of(expected))) {
      throw world.broken("%s, but reports %s".formatted(expected, agent.status(spec.id())));
    }
  }

  private void checkDegraded(WarmPoolSpec spec) {
    if (agent.status(spec.id()).filter(one -> one.phase() == WarmPoolPhase.DEGRADED).isEmpty()) {
      boolean isFullOfOld = host.engine().instancesOf(spec.id()).size() == spec.maxSize();
      throw world.broken(
          "a broken snapshot, and no word of it: %s %s %s"
              .formatted(spec, agent.status(spec.id()), isFullOfOld));
    }
  }

  private void checkEmpty(WarmPoolSpec spec) {
    List<Instance> present = host.engine().instancesOf(spec.id());
    if (!present.isEmpty()) {
      throw world.broken("not empty: " + spec + " has " + present);
    }
  }

  /** Nothing on the host but what is in a wanted pool, or bears the name of its environment. */
  private void checkNoStrays() {
    boolean hasStrays =
        host.engine().instances().stream()
            .anyMatch(
                one -> plane.wanted().stream().noneMatch(spec -> spec.id().equals(one.poolId())));
    if (hasStrays) {
      throw world.broken("nobody knows of some of these: " + host.engine().instances());
    }
  }

  private void checkDeleted() {
    if (!host.engine().instances().isEmpty()) {
      throw world.broken("left behind: " + host.engine().instances());
    }
    for (WarmPoolSpec spec : plane.wanted()) {
      if (agent.status(spec.id()).filter(one -> one.phase() == WarmPoolPhase.DELETED).isEmpty()) {
        throw world.broken("not deleted: %s %s".formatted(spec, agent.status(spec.id())));
      }
    }
  }

  private static long count(List<Instance> instances, Instance.State state) {
    return instances.stream().filter(one -> one.state() == state).count();
  }
}
