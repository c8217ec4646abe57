package dev.prebuild.config.settings;

import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

/**
 * Limits of warm pools on this host.
 *
 * @param startConcurrency instances of all pools that are created, started or stopped at once
 * @param maxInstances instances of all pools together, running and stopped; the control plane gives
 *     this host no larger share
 * @param maxBackoff longest pause after an instance failed to start, again and again
 */
public record PoolSettings(
    @Min(1) @Max(64) int startConcurrency,
    @Min(0) @Max(10_000) int maxInstances,
    @NotNull @MinDuration(1) Duration maxBackoff) {}
