package dev.prebuild.pool;

import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.autoscale.Target;
import java.time.Instant;
import java.util.Optional;

/**
 * How a pool is, in more detail than the control plane is told; for metrics and whoever looks.
 *
 * @param spec what is wanted
 * @param status as it is told
 * @param target how many running instances are wanted, and why
 * @param comingUp instances that are being made, started or waited for
 * @param leaving instances that are being stopped or removed
 * @param outdated instances of another snapshot than the wanted one
 * @param waitingClaims that wait for the next instance
 * @param oldest when the oldest idle instance was made; empty if there is none
 * @param laggingSince since when instances of another snapshot than the wanted one have been there;
 *     empty if there are none
 */
public record PoolFigures(
    WarmPoolSpec spec,
    PoolStatus status,
    Target target,
    int comingUp,
    int leaving,
    int outdated,
    int waitingClaims,
    Optional<Instant> oldest,
    Optional<Instant> laggingSince) {}
