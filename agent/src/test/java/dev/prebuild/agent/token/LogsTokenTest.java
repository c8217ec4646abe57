package dev.prebuild.agent.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import dev.prebuild.agent.token.LogsTokenVerdict.Good;
import dev.prebuild.agent.token.LogsTokenVerdict.Reason;
import dev.prebuild.agent.token.LogsTokenVerdict.Refused;
import dev.prebuild.config.spec.LogsTokenKey;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LogsTokenTest {
  private static final LogsKeyPair KEYS = LogsKeyPair.generate();
  private static final UUID PREBUILD = new UUID(1, 2);
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.987654321Z");

  private final LogsTokenVerifier verifier = new LogsTokenVerifier(KEYS.publicKey());
  private final String token = new LogsTokenSigner(KEYS.privateKey()).sign(PREBUILD, NOW);

  @Test
  void opensTheLogsOfItsPrebuild() {
    assertThat(verifier.verify(token, NOW)).isEqualTo(new Good(PREBUILD));
  }

  @Test
  void isAnotherOneEachTime() {
    assertThat(new LogsTokenSigner(KEYS.privateKey()).sign(PREBUILD, NOW)).isNotEqualTo(token);
  }

  @Test
  void fitsWellBelowTheLimit() {
    assertThat(token.length()).isLessThan(LogsTokenVerifier.LONGEST / 2);
  }

  /** One hour, and clocks that differ by no more than half a minute. */
  @ParameterizedTest
  @CsvSource({"-31, PREMATURE", "-30,", "3599,", "3629,", "3630, EXPIRED", "100000000, EXPIRED"})
  void holdsForOneHour(long secondsLater, Reason expected) {
    assertThat(verifier.verify(token, NOW.plusSeconds(secondsLater)))
        .isEqualTo(expected == null ? new Good(PREBUILD) : new Refused(expected));
  }

  @Test
  void ofAnotherKeyIsRefused() {
    LogsTokenSigner stranger = new LogsTokenSigner(LogsKeyPair.generate().privateKey());

    assertRefused(stranger.sign(PREBUILD, NOW), Reason.SIGNATURE);
  }

  private static Arguments spoiled(String what, Consumer<JwtClaims> change, Reason reason) {
    return Arguments.of(Named.of(what, change), reason);
  }

  static final List<Arguments> SPOILED =
      List.of(
          spoiled("other audience", claims -> claims.setAudience("claims"), Reason.AUDIENCE),
          spoiled("no audience", claims -> claims.unsetClaim("aud"), Reason.AUDIENCE),
          spoiled("no subject", claims -> claims.unsetClaim("sub"), Reason.MALFORMED),
          spoiled("no id", claims -> claims.unsetClaim("jti"), Reason.MALFORMED),
          spoiled("no end", claims -> claims.unsetClaim("exp"), Reason.MALFORMED),
          spoiled("no beginning", claims -> claims.unsetClaim("iat"), Reason.MALFORMED),
          spoiled("no UUID", claims -> claims.setSubject("../etc"), Reason.MALFORMED),
          spoiled("odd subject", claims -> claims.setClaim("sub", List.of(1)), Reason.MALFORMED),
          spoiled("odd end", claims -> claims.setClaim("exp", "tomorrow"), Reason.MALFORMED),
          spoiled(
              "not before",
              claims -> claims.setNotBefore(NumericDate.fromSeconds(NOW.getEpochSecond() + 60)),
              Reason.PREMATURE),
          spoiled(
              "a day",
              claims -> claims.setIssuedAt(NumericDate.fromSeconds(NOW.getEpochSecond() - 86_400)),
              Reason.MALFORMED));

  /** Even if the control plane itself has signed them. */
  @ParameterizedTest
  @FieldSource("SPOILED")
  void withOtherClaimsIsRefused(Consumer<JwtClaims> change, Reason reason) throws Exception {
    JwtClaims claims = claims();
    change.accept(claims);

    assertRefused(sign(claims, AlgorithmIdentifiers.EDDSA, privateKey()), reason);
  }

  @Test
  void withoutSignatureIsRefused() throws Exception {
    assertRefused(unsigned(), Reason.MALFORMED);
    assertRefused(token.substring(0, token.lastIndexOf('.') + 1), Reason.SIGNATURE);
  }

  /** The classic confusion: what is public is taken for a shared secret. */
  @Test
  void signedWithThePublicKeyAsASecretIsRefused() throws Exception {
    String forged = sign(claims(), AlgorithmIdentifiers.HMAC_SHA256, new HmacKey(KEYS.publicKey()));

    assertRefused(forged, Reason.MALFORMED);
  }

  @Test
  void thatWasTamperedWithIsRefused() {
    String[] parts = token.split("\\.", -1);
    String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    String other = claims.replace(PREBUILD.toString(), new UUID(3, 4).toString());

    assertThat(other).isNotEqualTo(claims);
    assertRefused("%s.%s.%s".formatted(parts[0], encode(other), parts[2]), Reason.SIGNATURE);
    String header = encode("{\"alg\":\"EdDSA\",\"typ\":\"JWT\"}");
    assertRefused("%s.%s.%s".formatted(header, parts[1], parts[2]), Reason.SIGNATURE);
  }

  /** The last characters of a signature carry bits that count for nothing, and are left alone. */
  @Test
  void withAnyCharacterChangedIsRefused() {
    for (int i = 0; i < token.length() - 2; i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      String changed = token.substring(0, i) + other + token.substring(i + 1);
      assertThat(verifier.verify(changed, NOW)).as(changed).isInstanceOf(Refused.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "...", "a.b.c", "a.b.c.d.e", "{}", "\u0000", "ü.ü.ü"})
  void garbageIsRefused(String garbage) {
    assertThat(verifier.verify(garbage, NOW)).isInstanceOf(Refused.class);
  }

  @Test
  void randomGarbageIsRefused() {
    Random random = new Random(3);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      String garbage = "%s.%s.%s".formatted(encode(bytes), encode(bytes), encode(bytes));
      assertThat(verifier.verify(garbage, NOW)).as(garbage).isInstanceOf(Refused.class);
    }
  }

  @Test
  void ofEndlessLengthIsNotLookedAt() {
    assertRefused("a".repeat(10_000_000), Reason.LENGTH);
    assertRefused(token + "A".repeat(LogsTokenVerifier.LONGEST), Reason.LENGTH);
  }

  @Test
  void countsForNothingWithoutAKey() {
    LogsTokens tokens = new LogsTokens(() -> NOW);
    assertThat(tokens.verify(token)).isEqualTo(new Refused(Reason.KEYLESS));

    tokens.trust(Optional.of(key(KEYS)));
    assertThat(tokens.verify(token)).isEqualTo(new Good(PREBUILD));

    tokens.trust(Optional.empty());
    assertThat(tokens.verify(token)).isEqualTo(new Refused(Reason.KEYLESS));
  }

  @Test
  void countsForNothingOnceItsKeyIsReplaced() {
    LogsTokens tokens = new LogsTokens(() -> NOW.plus(Duration.ofMinutes(1)));
    tokens.trust(Optional.of(key(KEYS)));
    LogsKeyPair next = LogsKeyPair.generate();
    tokens.trust(Optional.of(key(next)));

    assertThat(tokens.verify(token)).isEqualTo(new Refused(Reason.SIGNATURE));
    assertThat(tokens.verify(new LogsTokenSigner(next.privateKey()).sign(PREBUILD, NOW)))
        .isEqualTo(new Good(PREBUILD));
  }

  /** Every 32 bytes look like a key; with one that is none, nothing verifies. */
  @Test
  void aKeyThatIsNoPointOfTheCurveOpensNothing() {
    byte[] bytes = KEYS.publicKey();
    for (int i = 12; i < bytes.length; i++) {
      bytes[i] = (byte) 0xff;
    }
    LogsTokens tokens = new LogsTokens(() -> NOW);
    tokens.trust(Optional.of(new LogsTokenKey(ByteString.copyFrom(bytes))));

    assertThat(tokens.verify(token)).isInstanceOf(Refused.class);
  }

  @Test
  void otherKeysAreRefusedAtOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LogsTokenSigner(KEYS.publicKey()))
        .withMessageContaining("Ed25519 private key");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LogsTokenVerifier(KEYS.privateKey()))
        .withMessageContaining("Ed25519 public key");
  }

  private static LogsTokenKey key(LogsKeyPair keys) {
    return new LogsTokenKey(ByteString.copyFrom(keys.publicKey()));
  }

  private void assertRefused(String refused, Reason reason) {
    assertThat(verifier.verify(refused, NOW)).isEqualTo(new Refused(reason));
  }

  private static JwtClaims claims() {
    JwtClaims claims = new JwtClaims();
    claims.setSubject(PREBUILD.toString());
    claims.setAudience("prebuild-logs");
    claims.setIssuedAt(NumericDate.fromSeconds(NOW.getEpochSecond()));
    claims.setExpirationTime(NumericDate.fromSeconds(NOW.getEpochSecond() + 3_600));
    claims.setGeneratedJwtId();
    return claims;
  }

  private static Key privateKey() throws Exception {
    return KeyFactory.getInstance("Ed25519")
        .generatePrivate(new PKCS8EncodedKeySpec(KEYS.privateKey()));
  }

  private static String sign(JwtClaims claims, String algorithm, Key key) throws Exception {
    JsonWebSignature signature = new JsonWebSignature();
    signature.setAlgorithmHeaderValue(algorithm);
    signature.setPayload(claims.toJson());
    signature.setKey(key);
    return signature.getCompactSerialization();
  }

  private static String unsigned() throws Exception {
    JsonWebSignature signature = new JsonWebSignature();
    signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
    signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.NONE);
    signature.setPayload(claims().toJson());
    return signature.getCompactSerialization();
  }

  private static String encode(String text) {
    return encode(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
