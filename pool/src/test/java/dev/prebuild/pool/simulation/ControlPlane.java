package dev.prebuild.pool.simulation;

import dev.prebuild.config.spec.EnvironmentClass;
import dev.prebuild.config.spec.WarmPoolPhase;
import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.PoolFixtures;
import dev.prebuild.pool.claim.ClaimRequest;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** Wants pools, one for each of two projects, and changes its mind. */
final class ControlPlane {
  static final int PROJECTS = 2;

  private final World world;
  private final SimulatedHost host;
  private final Laws laws;
  private final Supplier<SimulatedAgent> agent;
  private final Map<UUID, WarmPoolSpec> pools = new LinkedHashMap<>();
  private final UUID[] current = new UUID[PROJECTS];
  private final Set<UUID> brokenSnapshots = new HashSet<>();
  private int made;

  ControlPlane(World world, SimulatedHost host, Laws laws, Supplier<SimulatedAgent> agent) {
    this.world = world;
    this.host = host;
    this.laws = laws;
    this.agent = agent;
  }

  void begin() {
    for (int project = 0; project < PROJECTS; project++) {
      newPool(project);
    }
  }

  /** All of it, to an agent that has just started. */
  void tellAll() {
    pools.values().forEach(agent.get()::want);
  }

  List<WarmPoolSpec> wanted() {
    return List.copyOf(pools.values());
  }

  private WarmPoolSpec wanted(UUID poolId) {
    return Optional.ofNullable(pools.get(poolId)).orElseThrow();
  }

  boolean isBroken(UUID snapshotId) {
    return brokenSnapshots.contains(snapshotId);
  }

  UUID poolOf(UUID projectId) {
    return current[(int) projectId.getLeastSignificantBits()];
  }

  ClaimRequest request(UUID environmentId, int project) {
    return new ClaimRequest(
        environmentId,
        projectId(project),
        classOf(project).id(),
        Map.of(),
        Map.of(),
        world.chance(0.2) ? world.about(3_000) : Duration.ZERO);
  }

  void changeSomething() {
    int project = world.between(0, PROJECTS - 1);
    WarmPoolSpec spec = wanted(current[project]);
    switch (world.between(0, 19)) {
      case 0 -> {
        change(spec.drained());
        newPool(project);
      }
      case 1 -> change(with(spec, spec.minSize(), spec.maxSize(), Optional.empty()));
      case 2, 3, 4, 5, 6, 7 -> {
        int maxSize = world.between(1, WarmPoolSpec.LARGEST);
        change(with(spec, world.between(0, maxSize), maxSize, spec.snapshotId()));
      }
      default -> change(with(spec, spec.minSize(), spec.maxSize(), Optional.of(newSnapshot(0.1))));
    }
    forgetDeleted();
  }

  /** A snapshot that works, for some of the pools; what they are to be judged by in the end. */
  void settle() {
    for (UUID poolId : current.clone()) {
      WarmPoolSpec spec = wanted(poolId);
      if (world.chance(0.7)) {
        change(with(spec, spec.minSize(), spec.maxSize(), Optional.of(newSnapshot(0))));
      }
    }
  }

  void deleteAll() {
    List.copyOf(pools.values()).forEach(spec -> change(spec.drained()));
  }

  private void newPool(int project) {
    UUID id = new UUID(100, ++made);
    current[project] = id;
    int maxSize = world.between(1, WarmPoolSpec.LARGEST);
    change(
        new WarmPoolSpec(
            id,
            projectId(project),
            classOf(project),
            world.between(0, maxSize),
            maxSize,
            world.chance(0.95) ? Optional.of(newSnapshot(0.05)) : Optional.empty(),
            Optional.empty(),
            false,
            0));
  }

  private void change(WarmPoolSpec spec) {
    world.note("wants", spec);
    WarmPoolSpec before = pools.put(spec.id(), spec);
    if (before != null && spec.maxSize() < before.maxSize()) {
      laws.shrunk(spec.id(), host.engine().instancesOf(spec.id()));
    }
    if (agent.get().isAlive()) {
      agent.get().want(spec);
    }
  }

  private void forgetDeleted() {
    for (WarmPoolSpec spec : wanted()) {
      boolean isDeleted =
          agent.get().isAlive()
              && agent
                  .get()
                  .status(spec.id())
                  .filter(status -> status.phase() == WarmPoolPhase.DELETED)
                  .isPresent();
      if (spec.deleting() && isDeleted) {
        pools.remove(spec.id());
        agent.get().drop(spec.id());
      }
    }
  }

  private UUID newSnapshot(double broken) {
    UUID id = new UUID(200, ++made);
    if (world.chance(broken)) {
      brokenSnapshots.add(id);
      host.engine().breakSnapshots(brokenSnapshots);
    }
    return id;
  }

  /** Instances of the one are ready at once, those of the other are waited for. */
  private static EnvironmentClass classOf(int project) {
    return project == 0 ? PoolFixtures.SMALL : PoolFixtures.SLOW;
  }

  private static UUID projectId(int project) {
    return new UUID(300, project);
  }

  private static WarmPoolSpec with(
      WarmPoolSpec spec, int minSize, int maxSize, Optional<UUID> snapshotId) {
    return new WarmPoolSpec(
        spec.id(),
        spec.projectId(),
        spec.environmentClass(),
        minSize,
        maxSize,
        snapshotId,
        spec.snapshotReference(),
        spec.deleting(),
        spec.statusVersion());
  }
}
