package dev.prebuild.config.settings;

import io.dropwizard.util.DataSize;
import jakarta.validation.constraints.NotNull;

/**
 * What is kept of repositories, so that the next clone fetches only what is new.
 *
 * @param maxSize of all mirrors together; those not used for longest go first, and those in use
 *     stay until they are not
 */
public record MirrorSettings(@NotNull DataSize maxSize) {}
