package dev.prebuild.agent.tls;

import dev.prebuild.agent.files.PrivateFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and private keys in the textual encoding of RFC 7468. */
final class Pem {
  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  /** Every kind of key that certificates are made for; a key fits one of them alone. */
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");

  private Pem() {}

  /**
   * All certificates of a file, in its order.
   *
   * @throws TlsException if it cannot be read, or holds none
   */
  static List<X509Certificate> certificates(Path file) throws TlsException {
    try (InputStream in = Files.newInputStream(file)) {
      List<X509Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (certificates.isEmpty()) {
        throw new TlsException(
            "%s holds no certificate; '-----BEGIN CERTIFICATE-----' is expected".formatted(file));
      }
      return certificates;
    } catch (IOException e) {
      throw unreadable(file, e);
    } catch (CertificateException e) {
      throw new TlsException(
          "%s holds something that is no certificate (%s); PEM is expected"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /**
   * The private key of a file that nobody else may read. No message says anything of what is in it.
   *
   * @throws TlsException if it cannot be read, is open to others, or holds no key in PKCS #8
   */
  static PrivateKey privateKey(Path file) throws TlsException {
    String text;
    try {
      PrivateFile.require(file);
      text = Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw unreadable(file, e);
    } catch (PrivateFile.OpenToOthersException e) {
      throw new TlsException(e.getMessage(), e);
    }
    Matcher key = PKCS8.matcher(text);
    if (!key.find()) {
      throw new TlsException(
          "%s holds no private key in PKCS #8 without a passphrase; 'openssl pkcs8 -topk8 -nocrypt -in KEY' makes one of other kinds"
              .formatted(file));
    }
    return privateKey(file, Base64.getMimeDecoder().decode(key.group(1)));
  }

  private static PrivateKey privateKey(Path file, byte[] encoded) throws TlsException {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      } catch (GeneralSecurityException _) {
        // It is of another kind.
      }
    }
    throw new TlsException(
        "%s holds a private key of a kind that is not known; use one of: %s"
            .formatted(file, String.join(", ", ALGORITHMS)));
  }

  private static TlsException unreadable(Path file, IOException cause) {
    return new TlsException("%s cannot be read: %s".formatted(file, cause), cause);
  }
}
