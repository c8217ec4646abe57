package dev.prebuild.snapshot.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.config.spec.Repository;
import dev.prebuild.config.spec.Secret;
import dev.prebuild.snapshot.Samples;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MaskTest {
  private static Mask mask(String password) {
    PrebuildSpec spec = Samples.prebuild(new UUID(1, 1), PrebuildSpec.Goal.COMPLETE);
    return Mask.of(
        new PrebuildSpec(
            spec.id(),
            spec.projectId(),
            spec.environmentClass(),
            new Repository(
                "https://example.org/app.git",
                Optional.empty(),
                Optional.of(new Repository.Credentials("bot", new Secret(password))),
                OptionalInt.empty()),
            Optional.empty(),
            spec.tasks(),
            spec.excluded(),
            spec.goal(),
            spec.timeout(),
            spec.createdAt(),
            spec.reported()));
  }

  /** The second is base64 of the password, the third of user and password, the last URL-encoded. */
  @ParameterizedTest
  @CsvSource({
    "fatal: p+ss w/rd, fatal: ***",
    "auth cCtzcyB3L3Jk, auth ***",
    "Authorization: Basic Ym90OnArc3Mgdy9yZA==, Authorization: Basic ***==",
    "https://bot:p%2Bss+w%2Frd@example.org, https://bot:***@example.org"
  })
  void hidesASecretInEachForm(String text, String masked) {
    assertThat(mask("p+ss w/rd").apply(text)).isEqualTo(masked);
  }

  @Test
  void leavesTheRestAsItIs() {
    assertThat(mask("geheim").apply("nothing to hide")).isEqualTo("nothing to hide");
  }

  /** Else every word with an a in it would be torn. */
  @Test
  void aSecretTooShortToBeOneIsNotLookedFor() {
    assertThat(mask("a").apply("a banana")).isEqualTo("a banana");
  }

  /** Wherever the message is cut, it is not cut through a secret. */
  @ParameterizedTest
  @ValueSource(ints = {2_030, 2_035, 2_040, 2_045, 2_050})
  void aLongFailureIsMaskedBeforeItIsShortened(int before) {
    String message = "x".repeat(before) + "swordfish" + "€".repeat(4_000) + "the reason";

    PrebuildStatus told =
        mask("swordfish").apply(new PrebuildStatus.Failed(message, Instant.EPOCH));

    assertThat(told)
        .isInstanceOfSatisfying(
            PrebuildStatus.Failed.class,
            failed -> {
              assertThat(failed.message()).endsWith("the reason").doesNotContain("swor");
              assertThat(failed.message().getBytes(StandardCharsets.UTF_8))
                  .hasSizeBetween(4_000, 4_096);
            });
  }
}
