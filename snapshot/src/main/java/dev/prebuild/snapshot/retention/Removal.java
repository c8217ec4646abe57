package dev.prebuild.snapshot.retention;

/**
 * A snapshot that is to go.
 *
 * @param freedBytes what that frees, once those before it are gone
 */
public record Removal(HeldSnapshot snapshot, Reason reason, long freedBytes) {}
