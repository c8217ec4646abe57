package dev.prebuild.pool;

import java.time.Instant;
import java.util.Optional;

/**
 * How a pool is, in more detail than the control plane is told; for metrics and whoever looks.
 *
 * @param status as it is told
 * @param targetReason why that many running instances are wanted
 * @param comingUp instances that are being made, started or waited for
 * @param leaving instances that are being stopped or removed
 * @param outdated instances of another snapshot than the wanted one
 * @param waitingClaims that wait for the next instance
 * @param oldest when the oldest idle instance was made; empty if there is none
 * @param laggingSince since when instances of another snapshot than the wanted one have been there;
 *     empty if there are none
 */
public record PoolFigures(
    PoolStatus status,
    String targetReason,
    int comingUp,
    int leaving,
    int outdated,
    int waitingClaims,
    Optional<Instant> oldest,
    Optional<Instant> laggingSince) {}
