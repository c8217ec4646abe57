package dev.prebuild.pool;

import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.pool.claim.ClaimResult;
import dev.prebuild.pool.claim.Environment;
import dev.prebuild.pool.instance.HostException;
import dev.prebuild.pool.instance.Instance;
import dev.prebuild.pool.plan.Operation;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** What a pool is told. */
public sealed interface Message {

  /** What the control plane wants has changed, or is known for the first time. */
  record Wanted(WarmPoolSpec spec) implements Message {}

  /**
   * Everything that the host holds for this pool.
   *
   * @param observedAt reading of the loop's clock before the host was asked: what has changed since
   *     is newer than this message
   */
  record Observed(List<Instance> instances, long observedAt) implements Message {}

  /**
   * One instance, looked at because something happened to it.
   *
   * @param instance empty if it is gone
   */
  record InstanceObserved(UUID instanceId, Optional<Instance> instance, long observedAt)
      implements Message {}

  /** An environment asks for an instance; {@code answer} is called once. */
  record ClaimAsked(ClaimRequest request, Consumer<ClaimResult> answer) implements Message {}

  /** The host is not as it was. */
  record HostChanged(HostState state) implements Message {}

  /** An operation has ended. */
  record Ended(Operation operation, Outcome outcome) implements Message {}

  /** Time has passed; nothing else has happened. */
  record Tick() implements Message {}

  /** An end that this operation cannot have. */
  static IllegalStateException impossible(Operation operation, Outcome outcome) {
    return new IllegalStateException(operation.getClass() + " ended as " + outcome.getClass());
  }

  /** How an operation ended. */
  sealed interface Outcome {

    /** The instance is as the operation wanted it, or as it was found. */
    record Done(Instance instance) implements Outcome {}

    /** The instance is in its pool no more. */
    record Removed() implements Outcome {}

    /** The environment has its instance. */
    record Claimed(Environment environment) implements Outcome {}

    /** The environment had its instance before. */
    record AlreadyClaimed(Environment environment) implements Outcome {}

    record Failed(HostException.Kind kind, String message) implements Outcome {}
  }
}
