package dev.prebuild.pool;

import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.pool.claim.Environment;
import dev.prebuild.pool.instance.HostException;
import dev.prebuild.pool.instance.HostException.Kind;
import dev.prebuild.pool.instance.Instance;
import dev.prebuild.pool.instance.InstanceHost;
import dev.prebuild.pool.plan.Operation;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;

/** Carries operations out on the host; however they end, the end is a value. */
final class OperationRunner {
  private final InstanceHost host;
  private final PoolListener listener;
  private final StartSlots slots;

  /**
   * @param slots of all pools of this host
   */
  OperationRunner(InstanceHost host, PoolListener listener, StartSlots slots) {
    this.host = host;
    this.listener = listener;
    this.slots = slots;
  }

  /**
   * Whatever is begun after this makes way for the operation if it is a claim. To be called before
   * {@link #run}, by whoever begins more than one.
   */
  void announce(Operation operation) {
    if (isHandOver(operation)) {
      slots.beginHandOver();
    }
  }

  private static boolean isHandOver(Operation operation) {
    return operation instanceof Operation.Claim claim
        && claim.instance().state() == Instance.State.RUNNING;
  }

  /** Blocks until the operation, which was announced, has ended. */
  Message.Outcome run(UUID poolId, Operation operation) {
    long start = System.nanoTime();
    Message.Outcome outcome = outcome(operation);
    if (isHandOver(operation)) {
      slots.endHandOver();
    }
    listener.ended(poolId, operation, outcome, Duration.ofNanos(System.nanoTime() - start));
    return outcome;
  }

  private Message.Outcome outcome(Operation operation) {
    try {
      return switch (operation) {
        case Operation.Create create -> new Message.Outcome.Done(create(create));
        case Operation.Start start ->
            new Message.Outcome.Done(
                ready(inSlot(start, () -> host.start(start.instance())), start.pool()));
        case Operation.Prove prove ->
            new Message.Outcome.Done(ready(prove.instance(), prove.pool()));
        case Operation.Stop stop ->
            new Message.Outcome.Done(inSlot(stop, () -> host.stop(stop.instance())));
        case Operation.Look look -> inSlot(look, () -> look(look));
        case Operation.Remove remove -> inSlot(remove, () -> remove(remove));
        case Operation.Claim claim -> claimed(claim.request(), () -> claim(claim));
        case Operation.ColdClaim cold -> claimed(cold.request(), () -> coldClaim(cold));
      };
    } catch (HostException e) {
      return new Message.Outcome.Failed(e.kind(), String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      // Without an end, the instance would be under way and its claim unanswered for ever.
      return new Message.Outcome.Failed(Kind.FAILED, "unexpected: " + e);
    }
  }

  private <T> T inSlot(Operation.Planned planned, Supplier<T> call) {
    slots.acquire(planned.urgency());
    try {
      return call.get();
    } finally {
      slots.release();
    }
  }

  // Bringing up. Getting a snapshot may take minutes, and so may becoming ready: other pools need
  // the slot meanwhile.

  private Instance create(Operation.Create create) {
    host.prepare(create.pool(), create.snapshotId());
    Instance made =
        inSlot(create, () -> host.create(create.instanceId(), create.pool(), create.snapshotId()));
    return ready(made, create.pool());
  }

  private Instance ready(Instance instance, WarmPoolSpec pool) {
    Instance ready = awaitReady(instance, pool);
    host.rest(ready, pool);
    return ready;
  }

  private Instance awaitReady(Instance instance, WarmPoolSpec pool) {
    return instance.state() == Instance.State.UNREADY ? host.awaitReady(instance, pool) : instance;
  }

  // Tending.

  private Message.Outcome look(Operation.Look look) {
    return host.findInstance(look.instance().poolId(), look.instanceId())
        .<Message.Outcome>map(Message.Outcome.Done::new)
        .orElseGet(Message.Outcome.Removed::new);
  }

  private Message.Outcome remove(Operation.Remove remove) {
    host.remove(remove.instance());
    return new Message.Outcome.Removed();
  }

  // Claims.

  private Environment claim(Operation.Claim claim) {
    Instance instance =
        claim.instance().state() == Instance.State.STOPPED
            ? awaitReady(inTakenSlot(() -> host.start(claim.instance())), claim.pool())
            : claim.instance();
    return host.claim(instance, claim.request());
  }

  private Environment coldClaim(Operation.ColdClaim cold) {
    return inTakenSlot(
        () -> host.createEnvironment(cold.request(), cold.pool(), cold.snapshotId()));
  }

  private <T> T inTakenSlot(Supplier<T> call) {
    slots.take();
    try {
      return call.get();
    } finally {
      slots.release();
    }
  }

  private Message.Outcome claimed(ClaimRequest request, Supplier<Environment> attempt) {
    try {
      return new Message.Outcome.Claimed(attempt.get());
    } catch (HostException e) {
      if (e.kind() != Kind.NAME_TAKEN) {
        throw e;
      }
      Environment existing = host.findEnvironment(request.environmentId()).orElseThrow(() -> e);
      // Whoever takes another's environment id gets nothing, and delivers nothing.
      return new Message.Outcome.AlreadyClaimed(
          request.isFor(existing) ? host.redeliver(existing, request) : existing);
    }
  }
}
