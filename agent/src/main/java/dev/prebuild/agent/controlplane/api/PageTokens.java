package dev.prebuild.agent.controlplane.api;

import static dev.prebuild.agent.controlplane.rules.Refusals.invalid;
import static dev.prebuild.agent.controlplane.rules.Refusals.quote;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;

/**
 * Tokens of pages: where a walk goes on, signed for the list and the organization that they were
 * made for.
 */
public final class PageTokens {
  private static final byte VERSION = 2;
  private static final int SIGNATURE_BYTES = 16;
  private static final int LENGTH = 1 + Long.BYTES + SIGNATURE_BYTES;

  private final HashFunction hmac;

  /**
   * @param key of HMAC-SHA256
   */
  public PageTokens(ByteString key) {
    this.hmac = Hashing.hmacSha256(key.toByteArray());
  }

  /**
   * @param list which list, whose
   * @param sequence of the last object on the page before
   */
  String encode(String list, long sequence) {
    byte[] bytes =
        ByteBuffer.allocate(LENGTH)
            .put(VERSION)
            .putLong(sequence)
            .put(signature(list, sequence))
            .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * The sequence number in a token.
   *
   * @throws dev.prebuild.agent.connect.ConnectException invalid_argument if it was not made here,
   *     or for another list
   */
  long decode(String list, String token) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(token);
      if (bytes.length == LENGTH && bytes[0] == VERSION) {
        long sequence = ByteBuffer.wrap(bytes, 1, Long.BYTES).getLong();
        byte[] signature = Arrays.copyOfRange(bytes, 1 + Long.BYTES, LENGTH);
        if (MessageDigest.isEqual(signature, signature(list, sequence))) {
          return sequence;
        }
      }
    } catch (IllegalArgumentException _) {
      // Not base64: answered below like every other token that was not made here.
    }
    throw invalid(
        "pagination.token must be the nextToken of the page before, in the same list; got "
            + quote(token));
  }

  private byte[] signature(String list, long sequence) {
    byte[] whole =
        hmac.newHasher().putLong(sequence).putString(list, StandardCharsets.UTF_8).hash().asBytes();
    return Arrays.copyOf(whole, SIGNATURE_BYTES);
  }
}
