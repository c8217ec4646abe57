package dev.prebuild.pool;

import dev.prebuild.pool.autoscale.Target;
import dev.prebuild.pool.plan.Operation;
import java.time.Duration;
import java.util.UUID;

/** Hears what pools do; for logs, metrics and the control plane. Called from many threads. */
public interface PoolListener {

  /** An operation has ended, well or not, after {@code elapsed}. */
  void ended(UUID poolId, Operation operation, Message.Outcome outcome, Duration elapsed);

  /** The status is not what it was. */
  void changed(UUID poolId, PoolStatus status);

  /** Another number of running instances is wanted. */
  void resized(UUID poolId, Target target);

  /** The loop of this pool has stopped since its state made no sense; it will not go on. */
  void broken(UUID poolId, RuntimeException cause);
}
