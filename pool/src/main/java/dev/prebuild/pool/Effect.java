package dev.prebuild.pool;

import dev.prebuild.pool.autoscale.ClaimHistory;
import dev.prebuild.pool.claim.ClaimResult;
import dev.prebuild.pool.plan.Operation;
import java.time.Instant;
import java.util.function.Consumer;

/** What a pool wants done outside of itself. */
public sealed interface Effect {

  /** To be carried out beside the loop; its end comes back as {@link Message.Ended}. */
  record Run(Operation operation) implements Effect {}

  record Answer(Consumer<ClaimResult> answer, ClaimResult result) implements Effect {}

  /** The status has changed. */
  record Report(PoolStatus status) implements Effect {}

  /** What was learned of the pool's claims is to be kept. */
  record Keep(ClaimHistory history) implements Effect {}

  /** The loop is to send itself a {@link Message.Tick} then. */
  record WakeAt(Instant time) implements Effect {}
}
