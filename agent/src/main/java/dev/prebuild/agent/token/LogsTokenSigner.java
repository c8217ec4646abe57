package dev.prebuild.agent.token;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/**
 * Makes tokens that open the logs of one prebuild: a JWT (RFC 7519) signed with EdDSA (RFC 8037),
 * whose subject is the prebuild. Safe for use by many threads.
 */
public final class LogsTokenSigner {
  /** How long a token is good for; the contract's. */
  public static final Duration LIFETIME = Duration.ofHours(1);

  /**
   * Whom a token is for: an audience of its own, so that no token of another kind passes for one.
   */
  static final String AUDIENCE = "prebuild-logs";

  private final PrivateKey key;

  /**
   * A signer.
   *
   * @param privateKey an Ed25519 key as PKCS#8
   * @throws IllegalArgumentException if it is not; the message tells nothing of the key
   */
  public LogsTokenSigner(byte[] privateKey) {
    try {
      key = KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(privateKey));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "the key that signs logs tokens must be an Ed25519 private key as PKCS#8", e);
    }
  }

  /** A token for the logs of this prebuild, good from now on for {@link #LIFETIME}. */
  public String sign(UUID prebuildId, Instant now) {
    JwtClaims claims = new JwtClaims();
    claims.setSubject(prebuildId.toString());
    claims.setAudience(AUDIENCE);
    claims.setIssuedAt(NumericDate.fromSeconds(now.getEpochSecond()));
    claims.setExpirationTime(NumericDate.fromSeconds(now.plus(LIFETIME).getEpochSecond()));
    claims.setGeneratedJwtId();
    JsonWebSignature signature = new JsonWebSignature();
    signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.EDDSA);
    signature.setPayload(claims.toJson());
    signature.setKey(key);
    try {
      return signature.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException("signing a logs token failed", e);
    }
  }
}
