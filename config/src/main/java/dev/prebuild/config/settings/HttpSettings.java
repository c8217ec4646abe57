package dev.prebuild.config.settings;

import io.dropwizard.util.DataSize;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The agent's own listener.
 *
 * @param host address to listen on; anything but loopback lets the network reach the claims API
 * @param port TCP port
 * @param tokenFile holds the bearer token of the claims API; made on the first start if it is not
 *     there; {@code agent.token} in the state folder if unset
 * @param maxBody the largest request body that is read
 */
public record HttpSettings(
    @NotBlank String host,
    @Min(1) @Max(65535) int port,
    Optional<Path> tokenFile,
    @NotNull DataSize maxBody) {}
