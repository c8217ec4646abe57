package dev.prebuild.snapshot.lifecycle;

import java.util.UUID;

/**
 * What a prebuild leaves behind.
 *
 * @param id that of the prebuild
 * @param sizeBytes as the engine states it, layers shared with other images counted in
 */
public record Snapshot(UUID id, long sizeBytes) {}
