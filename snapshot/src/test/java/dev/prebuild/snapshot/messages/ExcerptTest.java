package dev.prebuild.snapshot.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ExcerptTest {
  @Test
  void isOneLineForReading() {
    assertThat(Excerpt.of("a\nb\u001b[31m\u2028c\u202ed\u0000 é→")).isEqualTo("a?b?[31m?c?d? é→");
  }

  @Test
  void isShort() {
    assertThat(Excerpt.of("x".repeat(121))).isEqualTo("x".repeat(120) + "…");
    assertThat(Excerpt.of("x".repeat(120))).isEqualTo("x".repeat(120));
  }

  @Test
  void ofManyTextsSaysHowManyMoreThereAre() {
    assertThat(Excerpt.of(List.of("a", "b\n"))).isEqualTo("a, b?");
    assertThat(Excerpt.of(Collections.nCopies(23, "a"))).endsWith("a, a and 3 more");
  }
}
