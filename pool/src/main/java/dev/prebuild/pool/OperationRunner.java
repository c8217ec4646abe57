package dev.prebuild.pool;

import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.pool.claim.Environment;
import dev.prebuild.pool.instance.HostException;
import dev.prebuild.pool.instance.HostException.Kind;
import dev.prebuild.pool.instance.Instance;
import dev.prebuild.pool.instance.InstanceHost;
import dev.prebuild.pool.plan.Operation;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Carries operations out on the host; however they end, the end is a value. */
final class OperationRunner {
  private final InstanceHost host;
  private final PoolListener listener;
  private final Semaphore slots;

  /**
   * @param slots operations of all pools of this host that may be under way at once; claims do not
   *     wait for one
   */
  OperationRunner(InstanceHost host, PoolListener listener, Semaphore slots) {
    this.host = host;
    this.listener = listener;
    this.slots = slots;
  }

  /** Blocks until the operation has ended. */
  Message.Outcome run(UUID poolId, Operation operation) {
    return switch (operation) {
      case Operation.Claim _, Operation.ColdClaim _ -> runNow(poolId, operation);
      case Operation.Create create ->
          prepare(poolId, create).orElseGet(() -> runInSlot(poolId, create));
      case Operation.Planned _ -> runInSlot(poolId, operation);
    };
  }

  /**
   * Getting a snapshot may take minutes, in which other pools need the slots.
   *
   * @return how it failed
   */
  private Optional<Message.Outcome> prepare(UUID poolId, Operation.Create create) {
    long start = System.nanoTime();
    Optional<Message.Outcome> failure = prepare(create);
    failure.ifPresent(
        outcome ->
            listener.ended(poolId, create, outcome, Duration.ofNanos(System.nanoTime() - start)));
    return failure;
  }

  private Optional<Message.Outcome> prepare(Operation.Create create) {
    try {
      host.prepare(create.pool(), create.snapshotId());
      return Optional.empty();
    } catch (HostException e) {
      return Optional.of(failed(e));
    } catch (RuntimeException e) {
      return Optional.of(unexpected(e));
    }
  }

  private Message.Outcome runInSlot(UUID poolId, Operation operation) {
    slots.acquireUninterruptibly();
    try {
      return runNow(poolId, operation);
    } finally {
      slots.release();
    }
  }

  private Message.Outcome runNow(UUID poolId, Operation operation) {
    long start = System.nanoTime();
    Message.Outcome outcome = outcome(operation);
    listener.ended(poolId, operation, outcome, Duration.ofNanos(System.nanoTime() - start));
    return outcome;
  }

  private Message.Outcome outcome(Operation operation) {
    try {
      return switch (operation) {
        case Operation.Create create ->
            new Message.Outcome.Done(
                host.create(create.instanceId(), create.pool(), create.snapshotId()));
        case Operation.Start start -> new Message.Outcome.Done(host.start(start.instance()));
        case Operation.Stop stop -> new Message.Outcome.Done(host.stop(stop.instance()));
        case Operation.Look look ->
            host.findInstance(look.instance().poolId(), look.instanceId())
                .<Message.Outcome>map(Message.Outcome.Done::new)
                .orElseGet(Message.Outcome.Removed::new);
        case Operation.Remove remove -> {
          host.remove(remove.instance());
          yield new Message.Outcome.Removed();
        }
        case Operation.Claim claim ->
            claim(claim.request(), () -> host.claim(started(claim.instance()), claim.request()));
        case Operation.ColdClaim cold ->
            claim(
                cold.request(),
                () -> host.createEnvironment(cold.request(), cold.pool(), cold.snapshotId()));
      };
    } catch (HostException e) {
      return failed(e);
    } catch (RuntimeException e) {
      return unexpected(e);
    }
  }

  private static Message.Outcome failed(HostException e) {
    return new Message.Outcome.Failed(e.kind(), String.valueOf(e.getMessage()));
  }

  /** Without an end, the instance would be under way and its claim unanswered for ever. */
  private static Message.Outcome unexpected(RuntimeException e) {
    return new Message.Outcome.Failed(Kind.FAILED, "unexpected: " + e);
  }

  private Instance started(Instance instance) {
    return instance.state() == Instance.State.STOPPED ? host.start(instance) : instance;
  }

  private Message.Outcome claim(ClaimRequest request, Supplier<Environment> attempt) {
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
