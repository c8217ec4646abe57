package dev.prebuild.pool;

import static dev.prebuild.config.spec.WarmPoolPhase.DELETED;

import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.autoscale.ClaimHistory;
import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.pool.claim.ClaimResult;
import dev.prebuild.pool.claim.Environment;
import dev.prebuild.pool.instance.HostException;
import dev.prebuild.pool.instance.Instance;
import dev.prebuild.pool.instance.InstanceHost;
import dev.prebuild.pool.plan.Operation;
import dev.prebuild.pool.plan.Pressure;
import dev.prebuild.pool.plan.Urgency;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** All pools of this host: one loop each, and the way in for specs, observations and claims. */
public final class Pools implements AutoCloseable {
  private final InstanceHost host;
  private final PoolListener listener;
  private final ClaimMemory memory;
  private final PoolPolicy policy;
  private final Clock clock;
  private final StartSlots slots;
  private final OperationRunner runner;
  private final Map<UUID, Entry> pools = new HashMap<>();
  private Optional<Message.Observed> lastObserved = Optional.empty();
  private Set<UUID> notUnderstood = Set.of();
  private boolean wantedIsKnown;
  private HostState hostState = HostState.SOUND;

  private record Entry(WarmPoolSpec spec, PoolLoop loop) {
    boolean serves(ClaimRequest request) {
      return spec.projectId().equals(request.projectId())
          && spec.environmentClass().id().equals(request.environmentClassId());
    }

    int running() {
      return loop.figures().map(figures -> figures.status().running()).orElse(0);
    }
  }

  /**
   * @param memory of claims, beyond the life of this object
   */
  public Pools(
      InstanceHost host,
      PoolListener listener,
      ClaimMemory memory,
      PoolPolicy policy,
      Clock clock) {
    this.host = host;
    this.listener = listener;
    this.memory = memory;
    this.policy = policy;
    this.clock = clock;
    this.slots = new StartSlots(policy.slots());
    this.runner = new OperationRunner(host, listener, slots);
  }

  /**
   * The pools that were wanted when that was last known. They are looked after until the word
   * comes; of others nothing is concluded.
   */
  public synchronized void recall(List<WarmPoolSpec> remembered) {
    remembered.forEach(this::want);
  }

  /**
   * The pools that are wanted. One that is not named any more is drained.
   *
   * @param notUnderstood ids of pools that are wanted, but not understood: they stay as they are
   */
  public synchronized void want(List<WarmPoolSpec> wanted, Set<UUID> notUnderstood) {
    wantedIsKnown = true;
    this.notUnderstood = Set.copyOf(notUnderstood);
    wanted.forEach(this::want);
    Set<UUID> named = new HashSet<>(notUnderstood);
    wanted.forEach(spec -> named.add(spec.id()));
    for (Entry entry : List.copyOf(pools.values())) {
      if (!named.contains(entry.spec().id())) {
        drain(entry);
      }
    }
    lastObserved.ifPresent(this::removeStrays);
  }

  private void drain(Entry entry) {
    if (entry.loop().figures().filter(one -> one.status().phase() == DELETED).isPresent()) {
      entry.loop().close();
      pools.remove(entry.spec().id());
      memory.forget(entry.spec().id());
    } else {
      want(entry.spec().drained());
    }
  }

  private void want(WarmPoolSpec spec) {
    PoolLoop loop =
        Optional.ofNullable(pools.get(spec.id())).map(Entry::loop).orElseGet(() -> open(spec.id()));
    pools.put(spec.id(), new Entry(spec, loop));
    loop.tell(new Message.Wanted(spec));
  }

  private PoolLoop open(UUID poolId) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create();
    ClaimHistory history =
        memory.recall(poolId).orElseGet(() -> ClaimHistory.startingAt(clock.instant()));
    PoolReactor reactor = new PoolReactor(policy, history, random);
    PoolLoop loop = new PoolLoop(poolId, reactor, runner, listener, memory, clock);
    loop.tell(new Message.HostChanged(hostState));
    lastObserved.map(all -> only(poolId, all)).ifPresent(loop::tell);
    loop.start();
    return loop;
  }

  /**
   * All instances that the host holds.
   *
   * @param observedAt {@link System#nanoTime} before the host was asked
   */
  public synchronized void observe(List<Instance> instances, long observedAt) {
    Message.Observed all = new Message.Observed(List.copyOf(instances), observedAt);
    lastObserved = Optional.of(all);
    pools.forEach((poolId, entry) -> entry.loop().tell(only(poolId, all)));
    if (wantedIsKnown) {
      removeStrays(all);
    }
  }

  private static Message.Observed only(UUID poolId, Message.Observed all) {
    return new Message.Observed(
        all.instances().stream().filter(instance -> instance.poolId().equals(poolId)).toList(),
        all.observedAt());
  }

  /** Something has happened to one instance; this is what it is now. */
  public synchronized void observe(
      UUID poolId, UUID instanceId, Optional<Instance> instance, long observedAt) {
    Optional.ofNullable(pools.get(poolId))
        .ifPresent(
            entry ->
                entry.loop().tell(new Message.InstanceObserved(instanceId, instance, observedAt)));
  }

  /** Instances of pools that nobody wants any more, as when one was deleted while we were away. */
  private void removeStrays(Message.Observed all) {
    for (Instance instance : all.instances()) {
      if (!pools.containsKey(instance.poolId()) && !notUnderstood.contains(instance.poolId())) {
        Thread.startVirtualThread(() -> removeStray(instance));
      }
    }
  }

  private void removeStray(Instance instance) {
    runner.run(
        instance.poolId(),
        new Operation.Remove(
            instance, Urgency.of(Urgency.Rank.RESERVE), "its pool is not wanted any more"));
  }

  /** Gives an environment its instance; the same request twice gives the same one. */
  public ClaimResult claim(ClaimRequest request) throws InterruptedException {
    Optional<Environment> existing = host.knownEnvironment(request.environmentId());
    Optional<ClaimResult> repeated = existing.flatMap(found -> repeat(request, found));
    if (repeated.isPresent()) {
      return repeated.get();
    }
    if (isDraining()) {
      // Said here too: once its share is another host's, there is no pool to say it.
      return new ClaimResult.Refused(ClaimResult.Reason.DRAINING, HostState.DRAINING_MESSAGE);
    }
    Optional<PoolLoop> loop = loopFor(request);
    if (loop.isEmpty()) {
      return new ClaimResult.Refused(
          ClaimResult.Reason.NO_POOL,
          "this host has no warm pool for project %s and environment class %s"
              .formatted(request.projectId(), request.environmentClassId()));
    }
    return PendingClaim.ask(loop.get(), request).await();
  }

  /** Empty if the environment has gone since it was last seen. */
  private Optional<ClaimResult> repeat(ClaimRequest request, Environment existing) {
    ClaimResult result = ClaimResult.exists(request, existing);
    if (!(result instanceof ClaimResult.Repeated)) {
      return Optional.of(result);
    }
    try {
      return Optional.of(new ClaimResult.Repeated(host.redeliver(existing, request)));
    } catch (HostException e) {
      return e.kind() == HostException.Kind.GONE
          ? Optional.empty()
          : Optional.of(
              new ClaimResult.Refused(ClaimResult.Reason.FAILED, String.valueOf(e.getMessage())));
    }
  }

  /**
   * The pool of just this project and class, or else one of the project whose instances can be
   * given to an environment of that class. One that is being deleted may have a successor.
   */
  private synchronized Optional<PoolLoop> loopFor(ClaimRequest request) {
    return best(entry -> entry.serves(request))
        .or(
            () ->
                host.knowsClass(request.environmentClassId())
                    ? best(entry -> entry.spec().projectId().equals(request.projectId()))
                    : Optional.empty());
  }

  private Optional<PoolLoop> best(Predicate<Entry> which) {
    return pools.values().stream()
        .filter(which)
        .min(
            Comparator.comparing((Entry entry) -> entry.spec().deleting())
                .thenComparingInt(entry -> -entry.running()))
        .map(Entry::loop);
  }

  /** How short the host is from now on. */
  public synchronized void press(Pressure pressure) {
    change(new HostState(pressure, hostState.draining()));
  }

  /**
   * Whether the host is being drained: as long as it is, claims are refused and instances let go.
   */
  public synchronized void drain(boolean draining) {
    change(new HostState(hostState.pressure(), draining));
  }

  private synchronized boolean isDraining() {
    return hostState.draining();
  }

  private void change(HostState state) {
    if (!state.equals(hostState)) {
      hostState = state;
      pools.values().forEach(entry -> entry.loop().tell(new Message.HostChanged(state)));
    }
  }

  /** Pools by id, with how they are; without those that have reported nothing yet. */
  public synchronized Map<UUID, PoolFigures> figures() {
    Map<UUID, PoolFigures> figures = new HashMap<>();
    pools.forEach(
        (poolId, entry) -> entry.loop().figures().ifPresent(one -> figures.put(poolId, one)));
    return figures;
  }

  /**
   * Pools whose loops are at a message, each with {@link System#nanoTime} since when; those that
   * wait for the next are not named.
   */
  public synchronized Map<UUID, Long> busySince() {
    Map<UUID, Long> busy = new HashMap<>();
    pools.forEach(
        (poolId, entry) -> entry.loop().busySince().ifPresent(since -> busy.put(poolId, since)));
    return busy;
  }

  /** Operations of all pools that wait for their turn. */
  public int waitingOperations() {
    return slots.waiting();
  }

  /** Stops all loops; instances stay as they are, and the next start adopts them. */
  @Override
  public synchronized void close() {
    pools.values().forEach(entry -> entry.loop().close());
  }
}
