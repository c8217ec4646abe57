package dev.prebuild.pool;

import dev.prebuild.pool.autoscale.ClaimHistory;
import java.util.Optional;
import java.util.UUID;

/**
 * Keeps what pools remember of their claims beyond the life of the agent. Sizes follow from it, and
 * nothing else: a loss costs idle or missing instances for a while, so no failure is thrown.
 */
public interface ClaimMemory {

  /** What was kept for a pool; empty if there is nothing, or nothing that can be read. */
  Optional<ClaimHistory> recall(UUID poolId);

  /** Keeps it in place of what was kept before. */
  void keep(UUID poolId, ClaimHistory history);

  /** The pool is gone. */
  void forget(UUID poolId);
}
