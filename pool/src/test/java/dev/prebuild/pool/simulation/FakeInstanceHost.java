package dev.prebuild.pool.simulation;

import static dev.prebuild.pool.instance.HostException.Kind.FAILED;
import static dev.prebuild.pool.instance.HostException.Kind.GONE;
import static dev.prebuild.pool.instance.HostException.Kind.NAME_TAKEN;
import static dev.prebuild.pool.instance.Instance.State.DEAD;
import static dev.prebuild.pool.instance.Instance.State.RUNNING;
import static dev.prebuild.pool.instance.Instance.State.STOPPED;
import static dev.prebuild.pool.instance.Instance.State.UNREADY;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.prebuild.config.spec.Standby;
import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.pool.claim.Environment;
import dev.prebuild.pool.instance.HostException;
import dev.prebuild.pool.instance.Instance;
import dev.prebuild.pool.instance.InstanceHost;
import dev.prebuild.pool.simulation.Faults.Fault;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A host in memory that behaves as the real engine does: a container's name says whether it is in a
 * pool, names are unique, and each call is one change or none. Held to it by {@code
 * InstanceHostContract}.
 */
final class FakeInstanceHost implements InstanceHost {
  private final InstantSource clock;
  private final Faults faults;
  private final Witness witness;
  private final Map<UUID, Map<UUID, Instance>> pools = new LinkedHashMap<>();
  private final Map<UUID, Standby> standbys = new HashMap<>();
  private final Map<UUID, Environment> environments = new LinkedHashMap<>();
  private Set<UUID> brokenSnapshots = Set.of();
  private Set<UUID> knownClasses = Set.of();
  private long containersMade;

  /** Sees what happens on the host. */
  interface Witness {
    /** Something about this instance of this pool has changed. */
    default void changed(UUID poolId, UUID instanceId) {}

    /** The container bears the environment's name now. */
    default void named(Environment environment) {}

    /** Identity and secrets of the request are in the environment now. */
    default void delivered(Environment environment, ClaimRequest request) {}
  }

  FakeInstanceHost(InstantSource clock, Faults faults, Witness witness) {
    this.clock = clock;
    this.faults = faults;
    this.witness = witness;
  }

  @Override
  public synchronized Instance create(UUID id, WarmPoolSpec pool, UUID snapshotId) {
    Fault fault = begin();
    standbys.put(pool.id(), pool.environmentClass().standby());
    if (find(pool.id(), id).isPresent()) {
      throw new HostException(NAME_TAKEN, "instance %s exists already".formatted(id));
    }
    boolean isReady = fault != Fault.HALF_WAY && !brokenSnapshots.contains(snapshotId);
    Instance made =
        put(
            new Instance(
                id,
                newContainerId(),
                pool.id(),
                snapshotId,
                clock.instant(),
                isReady ? up(pool.id()) : DEAD,
                isReady ? Optional.of("10.0.0.1") : Optional.empty()));
    if (!isReady) {
      throw new HostException(FAILED, "instance %s never became ready".formatted(id));
    }
    return end(fault, made);
  }

  /** Every snapshot is on it. */
  @Override
  public void prepare(WarmPoolSpec pool, UUID snapshotId) {}

  @Override
  public synchronized Instance start(Instance instance) {
    Fault fault = begin();
    Instance current = inPool(instance);
    if (current.state() == DEAD || fault == Fault.HALF_WAY) {
      put(current.dead());
      throw new HostException(FAILED, "instance %s did not come up".formatted(instance.id()));
    }
    return end(fault, put(Containers.in(up(current.poolId()), current)));
  }

  /** Where the class says when its instances are ready, they are not at once. */
  private Instance.State up(UUID poolId) {
    boolean isWaitedFor = !standbys.getOrDefault(poolId, Standby.PLAIN).readyCommand().isEmpty();
    return isWaitedFor ? UNREADY : RUNNING;
  }

  @Override
  public synchronized Instance awaitReady(Instance instance, WarmPoolSpec pool) {
    Fault fault = begin();
    Instance current = inPool(instance);
    boolean isUp = current.state() == UNREADY || current.state() == RUNNING;
    if (!isUp || fault == Fault.HALF_WAY) {
      throw new HostException(FAILED, "instance %s never became ready".formatted(instance.id()));
    }
    return end(fault, put(Containers.in(RUNNING, current)));
  }

  @Override
  public void rest(Instance instance, WarmPoolSpec pool) {}

  @Override
  public synchronized boolean knowsClass(UUID environmentClassId) {
    return knownClasses.contains(environmentClassId);
  }

  synchronized void knowClasses(Set<UUID> environmentClassIds) {
    knownClasses = Set.copyOf(environmentClassIds);
  }

  @Override
  public synchronized Instance stop(Instance instance) {
    Fault fault = begin();
    Instance current = inPool(instance);
    if (current.state() == DEAD || fault == Fault.HALF_WAY) {
      put(current.dead());
      throw new HostException(FAILED, "instance %s ended by itself".formatted(instance.id()));
    }
    return end(fault, put(Containers.in(STOPPED, current)));
  }

  @Override
  public synchronized Optional<Instance> findInstance(UUID poolId, UUID instanceId) {
    return end(begin(), find(poolId, instanceId));
  }

  @Override
  public synchronized void remove(Instance instance) {
    Fault fault = begin();
    if (fault != Fault.HALF_WAY) {
      drop(instance.poolId(), instance.id());
    }
    end(fault, instance);
  }

  @Override
  public synchronized Environment claim(Instance instance, ClaimRequest request) {
    Fault fault = begin();
    Instance current = inPool(instance);
    if (current.state() != RUNNING) {
      throw new HostException(GONE, "instance %s does not run".formatted(instance.id()));
    }
    refuseIfTaken(request);
    Environment environment =
        Containers.environment(
            request,
            current.id(),
            current.containerId(),
            current.snapshotId(),
            clock.instant(),
            current.address());
    name(environment);
    drop(current.poolId(), current.id());
    if (fault != Fault.HALF_WAY) {
      witness.delivered(environment, request);
    }
    return end(fault, environment);
  }

  @Override
  public synchronized Environment createEnvironment(
      ClaimRequest request, WarmPoolSpec pool, UUID snapshotId) {
    Fault fault = begin();
    refuseIfTaken(request);
    if (brokenSnapshots.contains(snapshotId)) {
      throw new HostException(FAILED, "snapshot %s yields nothing".formatted(snapshotId));
    }
    Optional<String> address = fault == Fault.HALF_WAY ? Optional.empty() : Optional.of("10.0.0.2");
    Environment environment =
        Containers.environment(
            request,
            UUID.nameUUIDFromBytes(newContainerId().getBytes(UTF_8)),
            newContainerId(),
            snapshotId,
            clock.instant(),
            address);
    name(environment);
    if (fault != Fault.HALF_WAY) {
      witness.delivered(environment, request);
    }
    return end(fault, environment);
  }

  @Override
  public synchronized Optional<Environment> knownEnvironment(UUID environmentId) {
    return Optional.ofNullable(environments.get(environmentId));
  }

  @Override
  public synchronized Optional<Environment> findEnvironment(UUID environmentId) {
    return end(begin(), Optional.ofNullable(environments.get(environmentId)));
  }

  @Override
  public synchronized Environment redeliver(Environment environment, ClaimRequest request) {
    Fault fault = begin();
    Environment current = environments.get(environment.id());
    if (current == null) {
      throw new HostException(GONE, "environment %s is gone".formatted(environment.id()));
    }
    if (brokenSnapshots.contains(current.snapshotId()) && !current.running()) {
      throw new HostException(FAILED, "environment %s does not start".formatted(current.id()));
    }
    Environment started = Containers.running(current, Optional.of("10.0.0.3"));
    environments.put(started.id(), started);
    witness.delivered(started, request);
    return end(fault, started);
  }

  // What others than the pool see and do.

  /** What a list of the host's containers says; never fails. */
  synchronized List<Instance> instances() {
    return pools.values().stream().flatMap(pool -> pool.values().stream()).toList();
  }

  synchronized List<Instance> instancesOf(UUID poolId) {
    return List.copyOf(pools.getOrDefault(poolId, Map.of()).values());
  }

  synchronized Optional<Instance> find(UUID poolId, UUID instanceId) {
    return Optional.ofNullable(pools.getOrDefault(poolId, Map.of()).get(instanceId));
  }

  synchronized List<Environment> environments() {
    return List.copyOf(environments.values());
  }

  synchronized void vanish(Instance instance) {
    drop(instance.poolId(), instance.id());
  }

  /** Ended from outside of the pool, in order or not. */
  synchronized void end(Instance instance, Instance.State state) {
    find(instance.poolId(), instance.id()).ifPresent(current -> put(Containers.in(state, current)));
  }

  synchronized void stopEnvironment(UUID environmentId) {
    environments.computeIfPresent(
        environmentId, (_, one) -> Containers.running(one, Optional.empty()));
  }

  synchronized void removeEnvironment(UUID environmentId) {
    environments.remove(environmentId);
  }

  /** Snapshots that no instance comes up from. */
  synchronized void breakSnapshots(Set<UUID> snapshotIds) {
    brokenSnapshots = Set.copyOf(snapshotIds);
  }

  // Its own.

  private Fault begin() {
    Fault fault = faults.next();
    if (fault == Fault.BEFORE) {
      throw new HostException(FAILED, "the engine did not take the call");
    }
    return fault;
  }

  private static <T> T end(Fault fault, T result) {
    if (fault == Fault.NONE) {
      return result;
    }
    throw new HostException(FAILED, "the engine's answer was lost");
  }

  private Instance inPool(Instance instance) {
    return find(instance.poolId(), instance.id())
        .orElseThrow(() -> new HostException(GONE, "instance %s is gone".formatted(instance.id())));
  }

  private Instance put(Instance instance) {
    pools
        .computeIfAbsent(instance.poolId(), _ -> new LinkedHashMap<>())
        .put(instance.id(), instance);
    witness.changed(instance.poolId(), instance.id());
    return instance;
  }

  private void drop(UUID poolId, UUID instanceId) {
    Map<UUID, Instance> pool = pools.getOrDefault(poolId, Map.of());
    if (pool.containsKey(instanceId)) {
      pool.remove(instanceId);
      if (pool.isEmpty()) {
        pools.remove(poolId);
      }
      witness.changed(poolId, instanceId);
    }
  }

  private void refuseIfTaken(ClaimRequest request) {
    if (environments.containsKey(request.environmentId())) {
      throw new HostException(
          NAME_TAKEN, "environment %s exists already".formatted(request.environmentId()));
    }
  }

  private void name(Environment environment) {
    environments.put(environment.id(), environment);
    witness.named(environment);
  }

  private String newContainerId() {
    return "container-" + ++containersMade;
  }
}
