package dev.prebuild.snapshot.host;

/**
 * What a snapshot takes.
 *
 * @param bytes as the engine states it, layers shared with other images counted in
 * @param addedBytes what it adds to its base
 */
public record SnapshotSize(long bytes, long addedBytes) {}
