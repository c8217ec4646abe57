package dev.prebuild.config.settings;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * Limits of prebuilds on this host.
 *
 * @param concurrency prebuilds at once; the rest stays PENDING
 * @param allowFileRepositories whether a repository may be a folder of this host (file URL)
 */
public record PrebuildSettings(@Min(1) @Max(64) int concurrency, boolean allowFileRepositories) {}
