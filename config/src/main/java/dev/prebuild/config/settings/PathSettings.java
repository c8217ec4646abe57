package dev.prebuild.config.settings;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;

/**
 * Folders that belong to the agent.
 *
 * @param state survives a reboot: tokens, clones under way, the embedded database
 * @param runtime on a tmpfs, so that no secret ever reaches a disk; one private folder for each
 *     container, mounted into it
 */
public record PathSettings(@NotNull Path state, @NotNull Path runtime) {}
