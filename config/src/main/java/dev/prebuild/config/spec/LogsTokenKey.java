package dev.prebuild.config.spec;

import com.google.protobuf.ByteString;

/**
 * What the signatures of logs tokens are verified with. No secret.
 *
 * @param encoded an Ed25519 public key as X.509 SubjectPublicKeyInfo (RFC 8410, section 4): 12
 *     bytes that are the same for every such key, then its own 32
 */
public record LogsTokenKey(ByteString encoded) {
  private static final int LENGTH = 44;
  private static final ByteString PREFIX =
      ByteString.copyFrom(
          new byte[] {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00});

  /**
   * @throws IllegalArgumentException if it is not such a key
   */
  public LogsTokenKey {
    if (encoded.size() != LENGTH || !encoded.startsWith(PREFIX)) {
      throw new IllegalArgumentException(
          "the key of logs tokens must be an Ed25519 public key as X.509 SubjectPublicKeyInfo, %d bytes; got %d"
              .formatted(LENGTH, encoded.size()));
    }
  }
}
