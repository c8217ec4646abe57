package dev.prebuild.pool.plan;

/**
 * What a pool is to become, beside its spec.
 *
 * @param desiredSize running instances wanted, 0 to {@code maxSize}
 * @param waitingClaims that wait for the next instance
 * @param mostStopped stopped instances at most
 * @param lifetime of idle instances
 * @param pressure how short the host is
 * @param draining whether the host is to be empty
 */
public record Aim(
    int desiredSize,
    int waitingClaims,
    int mostStopped,
    Lifetime lifetime,
    Pressure pressure,
    boolean draining) {}
