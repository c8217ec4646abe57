package dev.prebuild.config.settings;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.util.Optional;

/**
 * TLS of the agent's own listener; {@code kill -HUP} has the files read again. All are PEM.
 *
 * @param certificateFile the listener's certificate, then those that vouch for it
 * @param keyFile its private key, PKCS #8 without a passphrase; open to its owner and group alone
 * @param clientAuthoritiesFile certificates of the authorities whose clients are let in; with it,
 *     every client must show a certificate, beside its token
 */
public record ListenerTlsSettings(
    @NotNull Path certificateFile, @NotNull Path keyFile, Optional<Path> clientAuthoritiesFile) {}
