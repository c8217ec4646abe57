package dev.prebuild.config.spec;

import java.util.UUID;

/**
 * What an environment is made of.
 *
 * @param image default image, for projects that bring none
 * @param nanoCpus billionths of a core; 0 for no limit
 * @param memoryBytes 0 for no limit
 */
public record EnvironmentClass(
    UUID id, String name, String image, long nanoCpus, long memoryBytes) {}
