package dev.prebuild.config.spec;

import java.util.UUID;

/**
 * What an environment is made of.
 *
 * @param image default image, for projects that bring none
 * @param limits what its containers may use
 * @param allowances what a project may have beyond what every container has
 * @param standby how its instances wait to be claimed
 */
public record EnvironmentClass(
    UUID id, String name, String image, Limits limits, Allowances allowances, Standby standby) {}
