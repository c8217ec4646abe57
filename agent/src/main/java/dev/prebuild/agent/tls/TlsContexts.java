package dev.prebuild.agent.tls;

import dev.prebuild.config.settings.CallerTlsSettings;
import dev.prebuild.config.settings.ListenerTlsSettings;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What connections are secured with. Each call reads the files afresh, so that a certificate can be
 * renewed while the agent runs.
 */
public final class TlsContexts {
  private TlsContexts() {}

  /**
   * Of the agent's own listener: shows its certificate, and trusts clients as the settings say.
   *
   * @throws TlsException if a file is of no use
   */
  public static SSLContext listener(ListenerTlsSettings settings) throws TlsException {
    Identity identity = Identity.read(settings.certificateFile(), settings.keyFile());
    try {
      return context(
          identity.keyManagers(),
          new TrustManager[] {
            new OwnOrVouchedFor(
                identity.certificate(), authorities(settings.clientAuthoritiesFile()))
          });
    } catch (GeneralSecurityException e) {
      throw useless(settings.certificateFile(), e);
    }
  }

  /**
   * Of calls to this host's own listener: trusts its certificate alone, and shows the same.
   *
   * @throws TlsException if a file is of no use
   */
  public static SSLContext ownListener(ListenerTlsSettings settings) throws TlsException {
    Identity identity = Identity.read(settings.certificateFile(), settings.keyFile());
    try {
      return context(
          identity.keyManagers(),
          new TrustManager[] {new OwnOrVouchedFor(identity.certificate(), Optional.empty())});
    } catch (GeneralSecurityException e) {
      throw useless(settings.certificateFile(), e);
    }
  }

  /**
   * Of calls to a control plane.
   *
   * @throws TlsException if a file is of no use
   */
  public static SSLContext caller(CallerTlsSettings settings) throws TlsException {
    Optional<X509ExtendedTrustManager> trusted = authorities(settings.authoritiesFile());
    KeyManager[] keys = {};
    try {
      if (settings.certificateFile().isPresent() && settings.keyFile().isPresent()) {
        keys =
            Identity.read(settings.certificateFile().get(), settings.keyFile().get()).keyManagers();
      }
      // With none of its own, the context trusts whom the system's Java does.
      return context(keys, trusted.map(one -> new TrustManager[] {one}).orElse(null));
    } catch (GeneralSecurityException e) {
      throw new TlsException("controlPlane.tls is of no use: " + e.getMessage(), e);
    }
  }

  private static Optional<X509ExtendedTrustManager> authorities(Optional<Path> file)
      throws TlsException {
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Stores.trusting(Pem.certificates(file.get())));
    } catch (GeneralSecurityException e) {
      throw useless(file.get(), e);
    }
  }

  private static SSLContext context(KeyManager[] keys, TrustManager @Nullable [] trusted)
      throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, trusted, null);
    return context;
  }

  private static TlsException useless(Path file, GeneralSecurityException cause) {
    return new TlsException("%s is of no use: %s".formatted(file, cause.getMessage()), cause);
  }
}
