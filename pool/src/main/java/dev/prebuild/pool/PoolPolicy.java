package dev.prebuild.pool;

import dev.prebuild.pool.autoscale.Schedule;
import dev.prebuild.pool.plan.Lifetime;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Function;

/**
 * What holds for all pools of a host.
 *
 * @param slots instances of all pools that are created, started, stopped or removed at once
 * @param maxBackoff longest pause after failures in a row
 * @param lifetime of idle instances
 * @param mostStopped stopped instances that a pool keeps at most
 * @param autoscaled whether sizes follow claims; else they are {@code minSize} or the operator's
 *     floor
 * @param schedules the operator's floors, by project
 */
public record PoolPolicy(
    int slots,
    Duration maxBackoff,
    Lifetime lifetime,
    int mostStopped,
    boolean autoscaled,
    Function<UUID, Schedule> schedules) {}
