package dev.prebuild.pool.claim;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A claimed instance. It belongs to nobody but its environment: no pool stops or removes it.
 *
 * @param instanceId names its private folder on the host
 * @param name of the container; a function of the id
 * @param address where its network is reached; empty unless it runs
 */
public record Environment(
    UUID id,
    UUID instanceId,
    String containerId,
    String name,
    UUID projectId,
    UUID environmentClassId,
    UUID snapshotId,
    Instant createdAt,
    boolean running,
    Optional<String> address) {}
