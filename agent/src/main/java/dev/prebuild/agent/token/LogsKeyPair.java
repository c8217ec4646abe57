package dev.prebuild.agent.token;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;

/**
 * The two halves of what logs tokens rest on: Ed25519 keys (RFC 8032) in the encodings that go into
 * files and over the wire.
 */
public final class LogsKeyPair {
  private final KeyPair keys;

  private LogsKeyPair(KeyPair keys) {
    this.keys = keys;
  }

  /** A new pair, from the platform's own source of randomness. */
  public static LogsKeyPair generate() {
    try {
      return new LogsKeyPair(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK since 15 has Ed25519", e);
    }
  }

  /** The half that signs, as PKCS#8; whoever has it can open every log. */
  public byte[] privateKey() {
    return keys.getPrivate().getEncoded();
  }

  /** The half that verifies, as X.509 SubjectPublicKeyInfo; no secret. */
  public byte[] publicKey() {
    return keys.getPublic().getEncoded();
  }
}
