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
  public static SSLContext listener(ListenerTlsSettings settings) {
    return own(settings, settings.clientAuthoritiesFile());
  }

  /**
   * Of calls to this host's own listener: trusts its certificate alone, and shows the same.
   *
   * @throws TlsException if a file is of no use
   */
  public static SSLContext ownListener(ListenerTlsSettings settings) {
    return own(settings, Optional.empty());
  }

  private static SSLContext own(ListenerTlsSettings settings, Optional<Path> authoritiesFile) {
    Identity identity = Identity.read(settings.certificateFile(), settings.keyFile());
    try {
      return context(
          identity.keyManagers(),
          new OwnOrVouchedFor(
              identity.certificate(), authoritiesFile.map(TlsContexts::authorities)));
    } catch (GeneralSecurityException e) {
      throw useless(settings.certificateFile(), e);
    }
  }

  /**
   * Of calls to another server.
   *
   * @throws TlsException if a file is of no use
   */
  public static SSLContext caller(CallerTlsSettings settings) {
    KeyManager[] keys = {};
    try {
      if (settings.certificateFile().isPresent() && settings.keyFile().isPresent()) {
        keys =
            Identity.read(settings.certificateFile().get(), settings.keyFile().get()).keyManagers();
      }
      // With none of its own, the context trusts whom the system's Java does.
      return context(keys, settings.authoritiesFile().map(TlsContexts::authorities).orElse(null));
    } catch (GeneralSecurityException e) {
      throw new TlsException("what calls are secured with is of no use: " + e.getMessage(), e);
    }
  }

  /**
   * Of calls in clear text: to read the system's authorities for them takes a tenth of a second.
   */
  public static SSLContext none() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[0], new TrustManager[0], null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has TLS", e);
    }
  }

  private static X509ExtendedTrustManager authorities(Path file) {
    try {
      return Stores.trusting(Pem.certificates(file));
    } catch (GeneralSecurityException e) {
      throw useless(file, e);
    }
  }

  private static SSLContext context(KeyManager[] keys, @Nullable TrustManager trusted)
      throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, trusted == null ? null : new TrustManager[] {trusted}, null);
    return context;
  }

  private static TlsException useless(Path file, GeneralSecurityException cause) {
    return new TlsException("%s is of no use: %s".formatted(file, cause.getMessage()), cause);
  }
}
