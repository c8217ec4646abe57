package dev.prebuild.pool;

import dev.prebuild.pool.plan.Lifetime;
import java.time.Duration;

/**
 * What holds for all pools of a host.
 *
 * @param slots instances of all pools that are created, started, stopped or removed at once
 * @param maxBackoff longest pause after failures in a row
 * @param lifetime of idle instances
 * @param mostStopped stopped instances that a pool keeps at most
 */
public record PoolPolicy(int slots, Duration maxBackoff, Lifetime lifetime, int mostStopped) {}
