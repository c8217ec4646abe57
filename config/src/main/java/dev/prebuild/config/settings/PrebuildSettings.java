package dev.prebuild.config.settings;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Limits of prebuilds on this host.
 *
 * @param concurrency prebuilds at once; the rest stays PENDING
 * @param allowFileRepositories whether a repository may be a folder of this host (file URL)
 * @param devContainerCommand the reference {@code devcontainer} command, which builds images with
 *     features; looked for on the PATH if unset
 */
public record PrebuildSettings(
    @Min(1) @Max(64) int concurrency,
    boolean allowFileRepositories,
    Optional<Path> devContainerCommand) {}
