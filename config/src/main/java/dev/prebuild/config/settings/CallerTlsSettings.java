package dev.prebuild.config.settings;

import jakarta.validation.constraints.AssertTrue;
import java.nio.file.Path;
import java.util.Optional;

/**
 * TLS of calls to the control plane, where the defaults do not suit; {@code kill -HUP} has the
 * files read again. All are PEM.
 *
 * @param authoritiesFile certificates of the authorities that vouch for the control plane; the
 *     system's if unset
 * @param certificateFile this agent's own certificate, for a control plane that asks for one
 * @param keyFile its private key, PKCS #8 without a passphrase; open to its owner and group alone
 */
public record CallerTlsSettings(
    Optional<Path> authoritiesFile, Optional<Path> certificateFile, Optional<Path> keyFile) {

  @AssertTrue(message = "must be true: certificateFile and keyFile go together")
  public boolean isCertificateWithKey() {
    return certificateFile.isPresent() == keyFile.isPresent();
  }
}
