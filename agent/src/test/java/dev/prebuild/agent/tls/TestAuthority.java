package dev.prebuild.agent.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of a test's own, and the files that it hands out. */
public final class TestAuthority {
  private final Path folder;
  private final X500Name name;
  private final KeyPair keys;
  private final X509Certificate certificate;

  private TestAuthority(Path folder, X500Name name, KeyPair keys, X509Certificate certificate) {
    this.folder = folder;
    this.name = name;
    this.keys = keys;
    this.certificate = certificate;
  }

  /** What somebody got: both files are PEM. */
  public record Issued(Path certificateFile, Path keyFile) {}

  public static TestAuthority in(Path folder, String name) throws Exception {
    X500Name subject = new X500Name("CN=" + name);
    KeyPair keys = newKeys("EC");
    return new TestAuthority(
        folder, subject, keys, sign(subject, keys, subject, keys, new BasicConstraints(0), false));
  }

  private static KeyPair newKeys(String algorithm) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    if (algorithm.equals("RSA")) {
      generator.initialize(2048);
    }
    return generator.generateKeyPair();
  }

  private static X509Certificate sign(
      X500Name subject,
      KeyPair subjectKeys,
      X500Name issuer,
      KeyPair issuerKeys,
      BasicConstraints constraints,
      boolean isForServersAlone)
      throws GeneralSecurityException, IOException, OperatorCreationException {
    Instant now = Instant.now();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            new BigInteger(64, new SecureRandom()),
            Date.from(now.minus(Duration.ofHours(1))),
            Date.from(now.plus(Duration.ofHours(1))),
            subject,
            subjectKeys.getPublic());
    builder.addExtension(Extension.basicConstraints, true, constraints);
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")));
    if (isForServersAlone) {
      builder.addExtension(
          Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
    }
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKeys.getPrivate())));
  }

  /** A certificate by this authority, and its key, which nobody else may read. */
  public Issued issue(String subject, String algorithm) throws Exception {
    return issue(subject, algorithm, false);
  }

  /** One that is good for a server alone. */
  public Issued issueForServer(String subject) throws Exception {
    return issue(subject, "EC", true);
  }

  private Issued issue(String subject, String algorithm, boolean isForServersAlone)
      throws Exception {
    KeyPair own = newKeys(algorithm);
    X509Certificate issued =
        sign(
            new X500Name("CN=" + subject),
            own,
            name,
            keys,
            new BasicConstraints(false),
            isForServersAlone);
    Path keyFile = folder.resolve(subject + ".key");
    Files.writeString(keyFile, pem("PRIVATE KEY", own.getPrivate().getEncoded()));
    Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-------"));
    return new Issued(write(subject, issued), keyFile);
  }

  /** The authority's own certificate. */
  public Path file() throws Exception {
    return write(name.toString().substring("CN=".length()), certificate);
  }

  private Path write(String subject, X509Certificate written)
      throws IOException, CertificateEncodingException {
    return Files.writeString(
        folder.resolve(subject + ".pem"), pem("CERTIFICATE", written.getEncoded()));
  }

  static String pem(String label, byte[] content) {
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(label, Base64.getMimeEncoder().encodeToString(content), label);
  }
}
