package dev.prebuild.config.settings;

import io.dropwizard.util.DataSize;
import jakarta.validation.constraints.NotNull;

/**
 * When the host counts as short of disk.
 *
 * @param minimumFree free space, on the engine's data root and the state folder, below which the
 *     health check fails; on the data root, unused snapshots go below it as well
 */
public record DiskSettings(@NotNull DataSize minimumFree) {}
