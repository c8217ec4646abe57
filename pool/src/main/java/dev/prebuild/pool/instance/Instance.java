package dev.prebuild.pool.instance;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An instance in a pool, as the host holds it.
 *
 * @param id given by the pool before the instance is made, so that a half-made one can be told
 * @param containerId the host's own name for it
 * @param snapshotId what it was made from
 * @param address where its network is reached; empty unless it runs
 */
public record Instance(
    UUID id,
    String containerId,
    UUID poolId,
    UUID snapshotId,
    Instant createdAt,
    State state,
    Optional<String> address) {

  /** What the host says of it. */
  public enum State {
    /** Ready to be claimed at once. */
    RUNNING,
    /** Runs, but has not been seen ready since it was started. */
    UNREADY,
    /** Has been ready once and was stopped in order; costs storage only. */
    STOPPED,
    /** Never became ready, ended by itself or is unhealthy; good for nothing but removal. */
    DEAD
  }

  /** The same instance, good for nothing but removal. */
  public Instance dead() {
    return new Instance(
        id, containerId, poolId, snapshotId, createdAt, State.DEAD, Optional.empty());
  }
}
