package dev.prebuild.agent.controlplane.identity;

import com.google.protobuf.ByteString;
import dev.prebuild.agent.controlplane.store.SecretTable;
import dev.prebuild.agent.controlplane.store.Store;
import dev.prebuild.agent.token.LogsKeyPair;
import java.security.SecureRandom;
import java.util.function.Supplier;

/**
 * What the control plane signs with. Made once, and kept in the database, so that all processes on
 * it have the same.
 *
 * @param pageTokens key of HMAC-SHA256
 * @param logsPrivate signs logs tokens: Ed25519, PKCS #8
 * @param logsPublic verifies them: X.509 SubjectPublicKeyInfo
 */
public record Keys(ByteString pageTokens, ByteString logsPrivate, ByteString logsPublic) {
  private static final int PAGE_KEY_BYTES = 32;

  /** Reads the keys, making those that are missing. */
  public static Keys of(Store store) {
    LogsKeyPair fresh = LogsKeyPair.generate();
    return store.write(
        transaction -> {
          SecretTable secrets = transaction.secrets();
          return new Keys(
              key(secrets, "page-tokens", Keys::random),
              // The two are made in one transaction, or neither is.
              key(secrets, "logs-tokens-private", () -> fresh.privateKey()),
              key(secrets, "logs-tokens-public", () -> fresh.publicKey()));
        });
  }

  private static ByteString key(SecretTable secrets, String name, Supplier<byte[]> maker) {
    return ByteString.copyFrom(secrets.getOrMake(name, maker));
  }

  private static byte[] random() {
    byte[] key = new byte[PAGE_KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return key;
  }
}
