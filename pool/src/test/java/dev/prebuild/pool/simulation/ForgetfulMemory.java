package dev.prebuild.pool.simulation;

import dev.prebuild.pool.ClaimMemory;
import dev.prebuild.pool.autoscale.ClaimHistory;
import java.util.Optional;
import java.util.UUID;

/** Keeps nothing. */
final class ForgetfulMemory implements ClaimMemory {
  @Override
  public Optional<ClaimHistory> recall(UUID poolId) {
    return Optional.empty();
  }

  @Override
  public void keep(UUID poolId, ClaimHistory history) {}

  @Override
  public void forget(UUID poolId) {}
}
