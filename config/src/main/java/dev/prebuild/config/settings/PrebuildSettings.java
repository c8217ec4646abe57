package dev.prebuild.config.settings;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Limits of prebuilds on this host.
 *
 * @param concurrency prebuilds at once; the rest stays PENDING
 * @param allowFileRepositories whether a repository may be a folder of this host (file URL)
 * @param allowGitRepositories whether a repository may be fetched over git's own protocol (git
 *     URL), which neither encrypts nor proves who the server is
 * @param git how repositories are fetched
 * @param mirrors what is kept of them
 * @param devContainerCommand the reference {@code devcontainer} command, which builds images with
 *     features; looked for on the PATH if unset
 * @param logs how much of a prebuild's log is kept
 */
public record PrebuildSettings(
    @Min(1) @Max(64) int concurrency,
    boolean allowFileRepositories,
    boolean allowGitRepositories,
    @Valid @NotNull GitSettings git,
    @Valid @NotNull MirrorSettings mirrors,
    Optional<Path> devContainerCommand,
    @Valid @NotNull LogsSettings logs) {}
