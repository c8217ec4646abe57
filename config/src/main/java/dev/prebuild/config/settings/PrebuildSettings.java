package dev.prebuild.config.settings;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

/**
 * Limits of prebuilds on this host.
 *
 * @param concurrency prebuilds at once; the rest stays PENDING
 * @param allowFileRepositories whether a repository may be a folder of this host (file URL)
 * @param logs how much of a prebuild's log is kept
 */
public record PrebuildSettings(
    @Min(1) @Max(64) int concurrency,
    boolean allowFileRepositories,
    @Valid @NotNull LogsSettings logs) {}
