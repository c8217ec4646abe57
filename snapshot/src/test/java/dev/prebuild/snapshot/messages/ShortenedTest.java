package dev.prebuild.snapshot.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShortenedTest {
  @Test
  void whatFitsIsLeftAsItIs() {
    assertThat(Shortened.to(100, "€".repeat(33))).isEqualTo("€".repeat(33));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "é", "€", "\uD83D\uDE00"})
  void aLongTextLosesItsMiddleAndNoCharacterIsCut(String character) {
    String shortened = Shortened.to(100, "<" + character.repeat(1_000) + ">");

    assertThat(shortened).startsWith("<" + character).endsWith(character + ">").contains("[…]");
    assertThat(shortened.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(90, 100);
    assertThat(shortened).doesNotContain("?").doesNotContain("\uFFFD");
    assertThat(shortened.replace(character, "")).isEqualTo("<\n[…]\n>");
  }
}
