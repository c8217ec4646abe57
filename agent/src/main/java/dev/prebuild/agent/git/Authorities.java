package dev.prebuild.agent.git;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The certificate authorities that servers are known by: for git and for this program the same
 * ones.
 *
 * @param file PEM; each program's own ones if empty
 */
record Authorities(Optional<Path> file) {
  /** Where distributions keep theirs. */
  private static final List<Path> OF_THE_SYSTEM =
      List.of(
          Path.of("/etc/ssl/certs/ca-certificates.crt"),
          Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
          Path.of("/etc/ssl/ca-bundle.pem"));

  /**
   * Those of a file, or else of the system.
   *
   * @throws IOException if the file cannot be read, or holds no certificate
   */
  static Authorities of(Optional<Path> file) throws IOException {
    if (file.isPresent()) {
      Authorities own = new Authorities(file);
      SSLContext _ = own.context();
      return own;
    }
    return new Authorities(OF_THE_SYSTEM.stream().filter(Files::isReadable).findFirst());
  }

  /** For git, before its command. */
  List<String> options() {
    return file.map(path -> List.of("-c", "http.sslCAInfo=" + path)).orElse(List.of());
  }

  /**
   * For this program.
   *
   * @throws IOException if the file cannot be read, or holds no certificate
   */
  SSLContext context() throws IOException {
    try {
      if (file.isEmpty()) {
        return SSLContext.getDefault();
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store(file.get()));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("certificate authorities cannot be read: " + e.getMessage(), e);
    }
  }

  private static KeyStore store(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream text = Files.newInputStream(file)) {
      int number = 0;
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(text)) {
        store.setCertificateEntry("authority-" + number, certificate);
        number++;
      }
      if (number == 0) {
        throw new IOException(file + " holds no certificate");
      }
    }
    return store;
  }
}
