package dev.prebuild.agent.controlplane.identity;

import dev.prebuild.agent.controlplane.store.SecretTable;
import dev.prebuild.agent.controlplane.store.Store;
import dev.prebuild.agent.token.LogsKeyPair;
import java.security.SecureRandom;

/**
 * What the control plane signs with. Made once, and kept in the database, so that all processes on it
 * have the same.
 *
 * @param pageTokens key of HMAC-SHA256
 * @param logsPrivate signs logs tokens: Ed25519, PKCS #8
 * @param logsPublic verifies them: X.509 SubjectPublicKeyInfo
 */
public record Keys(byte[] pageTokens, byte[] logsPrivate, byte[] logsPublic) {
  private static final int PAGE_KEY_BYTES = 32;

  /** Reads the keys, making those that are missing. */
  public static Keys of(Store store) {
    LogsKeyPair fresh = LogsKeyPair.generate();
    return store.write(
        transaction -> {
          SecretTable secrets = transaction.secrets();
          return new Keys(
              secrets.getOrMake("page-tokens", Keys::random),
              // The two are made in one transaction, or neither is.
              secrets.getOrMake("logs-tokens-private", () -> fresh.privateKey()),
              secrets.getOrMake("logs-tokens-public", () -> fresh.publicKey()));
        });
  }

  private static byte[] random() {
    byte[] key = new byte[PAGE_KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return key;
  }
}
