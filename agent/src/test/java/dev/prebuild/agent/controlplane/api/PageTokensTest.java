package dev.prebuild.agent.controlplane.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.prebuild.agent.connect.ConnectCode;
import dev.prebuild.agent.connect.ConnectException;
import dev.prebuild.agent.testkit.Seeds;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PageTokensTest {
  private static final PageTokens TOKENS = new PageTokens(ByteString.copyFromUtf8("a key"));
  private static final String LIST = "prebuilds of an organization";

  @Test
  void whatIsWrittenIsReadAgain() {
    Seeds.each(
        2_000,
        random -> {
          long sequence = random.nextLong();
          String token = TOKENS.encode(LIST, sequence);

          assertThat(TOKENS.decode(LIST, token)).isEqualTo(sequence);
          assertThat(token).matches("[A-Za-z0-9_-]+");
        });
  }

  @Test
  void aTokenIsForItsListAndItsKey() {
    String token = TOKENS.encode(LIST, 5);

    assertRefused(TOKENS, "warm pools of an organization", token);
    assertRefused(new PageTokens(ByteString.copyFromUtf8("another key")), LIST, token);
  }

  @Test
  void aTokenWithAnyBitChangedIsRefused() {
    byte[] bytes = Base64.getUrlDecoder().decode(TOKENS.encode(LIST, 5));
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] changed = bytes.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      assertRefused(TOKENS, LIST, Base64.getUrlEncoder().withoutPadding().encodeToString(changed));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "AA", "not base64!", "25", "null", "é", "\n\0"})
  void whatIsNoTokenIsRefused(String garbage) {
    assertRefused(TOKENS, LIST, garbage);
  }

  @Test
  void noGarbageIsTakenForAToken() {
    Seeds.each(
        2_000,
        random -> {
          byte[] bytes = new byte[random.nextInt(40)];
          random.nextBytes(bytes);
          assertRefused(TOKENS, LIST, Base64.getUrlEncoder().encodeToString(bytes));
        });
  }

  private static void assertRefused(PageTokens tokens, String list, String token) {
    assertThatThrownBy(() -> tokens.decode(list, token))
        .isInstanceOfSatisfying(
            ConnectException.class,
            refusal -> {
              assertThat(refusal.code()).isEqualTo(ConnectCode.INVALID_ARGUMENT);
              assertThat(refusal.reason()).startsWith("pagination.token must be the nextToken");
            });
  }
}
