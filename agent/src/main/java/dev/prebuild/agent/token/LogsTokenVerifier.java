package dev.prebuild.agent.token;

import dev.prebuild.agent.token.LogsTokenVerdict.Reason;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;

/**
 * Tells good logs tokens from others, without asking anybody. The algorithm is pinned: what a
 * token's own header says of it is believed only where it agrees (RFC 8725, section 3.1). Safe for
 * use by many threads.
 */
public final class LogsTokenVerifier {
  /** By how much the clocks of control plane and agent may differ. */
  static final Duration LEEWAY = Duration.ofSeconds(30);

  /** A logs token has about 300 characters; longer ones are not worth a look. */
  static final int LONGEST = 1_024;

  private final PublicKey key;

  /**
   * A verifier.
   *
   * @param publicKey an Ed25519 key as X.509 SubjectPublicKeyInfo
   * @throws IllegalArgumentException if it is not
   */
  public LogsTokenVerifier(byte[] publicKey) {
    try {
      key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(publicKey));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "the key of logs tokens must be an Ed25519 public key as X.509 SubjectPublicKeyInfo", e);
    }
  }

  /** Looks at a token as of now; throws at nothing, whatever the token is. */
  public LogsTokenVerdict verify(String token, Instant now) {
    if (token.length() > LONGEST) {
      return new LogsTokenVerdict.Refused(Reason.LENGTH);
    }
    try {
      String subject = consumer(now).processToClaims(token).getSubject();
      return new LogsTokenVerdict.Good(UUID.fromString(subject));
    } catch (InvalidJwtException e) {
      return new LogsTokenVerdict.Refused(reason(e));
    } catch (MalformedClaimException | IllegalArgumentException e) {
      return new LogsTokenVerdict.Refused(Reason.MALFORMED);
    }
  }

  private JwtConsumer consumer(Instant now) {
    int leeway = Math.toIntExact(LEEWAY.toSeconds());
    return new JwtConsumerBuilder()
        .setJwsAlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.EDDSA)
        .setVerificationKey(key)
        .setEvaluationTime(NumericDate.fromSeconds(now.getEpochSecond()))
        .setAllowedClockSkewInSeconds(leeway)
        .setRequireSubject()
        .setRequireJwtId()
        .setRequireExpirationTime()
        .setRequireIssuedAt()
        .setIssuedAtRestrictions(0, Math.toIntExact(LogsTokenSigner.LIFETIME.toSeconds()))
        .setExpectedAudience(true, LogsTokenSigner.AUDIENCE)
        .build();
  }

  /** A token may be wrong in more than one way; the first that applies is told. */
  private static Reason reason(InvalidJwtException e) {
    if (e.hasErrorCode(ErrorCodes.SIGNATURE_INVALID)
        || e.hasErrorCode(ErrorCodes.SIGNATURE_MISSING)) {
      return Reason.SIGNATURE;
    }
    if (e.hasErrorCode(ErrorCodes.EXPIRED)) {
      return Reason.EXPIRED;
    }
    if (e.hasErrorCode(ErrorCodes.ISSUED_AT_INVALID_FUTURE)
        || e.hasErrorCode(ErrorCodes.NOT_YET_VALID)) {
      return Reason.PREMATURE;
    }
    if (e.hasErrorCode(ErrorCodes.AUDIENCE_INVALID)
        || e.hasErrorCode(ErrorCodes.AUDIENCE_MISSING)) {
      return Reason.AUDIENCE;
    }
    return Reason.MALFORMED;
  }
}
