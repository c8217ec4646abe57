package dev.prebuild.config.settings;

import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;

/**
 * The container engine.
 *
 * @param socket its Unix socket
 * @param resync how often everything is listed afresh, as a safety net under the event stream
 */
public record EngineSettings(@NotNull Path socket, @NotNull @MinDuration(1) Duration resync) {}
