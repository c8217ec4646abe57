package dev.prebuild.config.settings;

import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Limits of warm pools on this host.
 *
 * @param startConcurrency instances of all pools that are created, started or stopped at once
 * @param maxInstances instances of all pools together, running and stopped; the control plane gives
 *     this host no larger share
 * @param maxBackoff longest pause after an instance failed to start, again and again
 * @param maxAge age at which an idle instance is replaced; up to a quarter less, by chance, so that
 *     instances that were made together do not go together
 * @param mostStopped stopped instances that a pool keeps in reserve at most
 * @param autoscale whether the number of running instances follows claims, between the pool's
 *     minimum and maximum; else it is the minimum, or the schedule's floor
 * @param pressure when the host counts as short, and pools make do with less
 * @param schedule hours in which pools are not to be smaller; none if unset
 */
public record PoolSettings(
    @Min(1) @Max(64) int startConcurrency,
    @Min(0) @Max(10_000) int maxInstances,
    @NotNull @MinDuration(1) Duration maxBackoff,
    @NotNull @MinDuration(value = 1, unit = TimeUnit.MINUTES) Duration maxAge,
    @Min(0) @Max(20) int mostStopped,
    boolean autoscale,
    @Valid @NotNull PressureSettings pressure,
    @Valid Optional<ScheduleSettings> schedule) {}
