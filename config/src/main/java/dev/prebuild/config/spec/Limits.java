package dev.prebuild.config.spec;

import java.util.Optional;

/**
 * What a container may use.
 *
 * @param nanoCpus billionths of a core; 0 for no limit
 * @param memoryBytes 0 for no limit
 * @param processes processes and threads at once; 0 for no limit
 * @param diskBytes what it may write beside its image, where the engine's storage can limit that; 0
 *     for no limit
 * @param network mode or name of the engine's network; the engine's default if empty
 */
public record Limits(
    long nanoCpus, long memoryBytes, long processes, long diskBytes, Optional<String> network) {
  /** Nothing is limited, and the network is the engine's default. */
  public static final Limits NONE = new Limits(0, 0, 0, 0, Optional.empty());
}
