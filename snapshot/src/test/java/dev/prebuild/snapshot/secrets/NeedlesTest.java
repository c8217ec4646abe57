package dev.prebuild.snapshot.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.config.spec.Repository;
import dev.prebuild.config.spec.Secret;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NeedlesTest {
  private static final Pattern RECORD = Pattern.compile("dev\\.prebuild\\.config\\.spec\\.[\\w$]+");

  static Needles of(String password) {
    return Needles.of(
        new Repository(
            "https://example.org/app.git",
            Optional.empty(),
            Optional.of(new Repository.Credentials("bot", new Secret(password))),
            OptionalInt.empty()));
  }

  private static boolean isFound(String password, String text) {
    return of(password).search().isIn(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "p+ss w/rd?",
        "url = https://bot:p%2Bss%20w%2Frd%3F@example.org/app.git",
        "url = https://bot:p%2bss%20w%2frd%3f@example.org/app.git",
        "token=p%2Bss+w%2Frd%3F&x=1",
        "token=p%2bss+w%2frd%3f&x=1",
        "https://bot:p+ss%20w%2Frd%3F@example.org",
        "cCtzcyB3L3JkPw==",
        "cCtzcyB3L3JkPw",
        "Authorization: Basic Ym90OnArc3Mgdy9yZD8=",
        "bot:p+ss w/rd?"
      })
  void aSecretIsFoundInEachForm(String text) {
    assertThat(isFound("p+ss w/rd?", text)).isTrue();
    assertThat(isFound("p+ss w/rd!", text)).isFalse();
  }

  /** Whatever stands before and behind it, in both alphabets. */
  @Test
  void aSecretIsFoundWithinALongerBase64Text() {
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      byte[] secret = new byte[5 + random.nextInt(40)];
      for (int each = 0; each < secret.length; each++) {
        // Those that make + and / of themselves are among them.
        secret[each] = (byte) (' ' + random.nextInt('~' - ' ' + 1));
      }
      byte[] text = new byte[random.nextInt(9) + secret.length + random.nextInt(9)];
      random.nextBytes(text);
      int begin = random.nextInt(text.length - secret.length + 1);
      System.arraycopy(secret, 0, text, begin, secret.length);
      String password = new String(secret, StandardCharsets.US_ASCII);

      assertThat(isFound(password, Base64.getEncoder().encodeToString(text)))
          .as("seed 7, %d: %s at %d", i, password, begin)
          .isTrue();
      assertThat(isFound(password, Base64.getUrlEncoder().encodeToString(text))).isTrue();
    }
  }

  @Test
  void aSecretIsFoundAsAFormSendsIt() {
    Random random = new Random(8);
    for (int i = 0; i < 500; i++) {
      StringBuilder secret = new StringBuilder();
      random.ints(12, ' ', 0x250).forEach(secret::appendCodePoint);
      String sent = URLEncoder.encode(secret.toString(), StandardCharsets.UTF_8);

      assertThat(isFound(secret.toString(), "a=" + sent)).as("seed 8, %d: %s", i, secret).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"abc, 0", "'', 0", "üüü, 0"})
  void aShortOneIsNotLookedFor(String password, int forms) {
    assertThat(of(password).forms()).hasSize(forms);
    assertThat(of(password).isEmpty()).isTrue();
  }

  /** Five characters of base64 are in every longer text by chance. */
  @Test
  void noFormIsShorterThanTheShortestSecret() {
    assertThat(of("abcd").forms())
        .allSatisfy(form -> assertThat(form).hasSizeGreaterThanOrEqualTo(4))
        .contains("abcd", "YWJjZA")
        .doesNotContain("YWJjZ");
  }

  @Test
  void longerFormsComeFirst() {
    assertThat(of("p+ss w/rd").forms())
        .doesNotHaveDuplicates()
        .isSortedAccordingTo(Comparator.comparingInt(String::length).reversed());
  }

  @Test
  void withoutCredentialsThereAreNone() {
    assertThat(
            Needles.of(
                    new Repository(
                        "https://example.org/app.git",
                        Optional.empty(),
                        Optional.empty(),
                        OptionalInt.empty()))
                .isEmpty())
        .isTrue();
  }

  @Test
  void theyAreNotPrinted() {
    assertThat(of("swordfish")).asString().matches("\\d+ needles");
  }

  /** Whoever gives a prebuild another secret has to have it looked for. */
  @Test
  void theCredentialsAreTheOnlySecretOfAPrebuild() {
    assertThat(secrets(PrebuildSpec.class, "")).containsExactly(".repository.credentials.password");
  }

  private static List<String> secrets(Class<?> type, String path) {
    List<String> found = new ArrayList<>();
    if (type.isRecord()) {
      for (RecordComponent component : type.getRecordComponents()) {
        String below = path + "." + component.getName();
        for (Class<?> named : records(component.getGenericType())) {
          found.addAll(named == Secret.class ? List.of(below) : secrets(named, below));
        }
      }
    }
    return found;
  }

  private static List<Class<?>> records(Type type) {
    List<Class<?>> found = new ArrayList<>();
    Matcher names = RECORD.matcher(type.getTypeName());
    while (names.find()) {
      try {
        found.add(Class.forName(names.group()));
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException(e);
      }
    }
    return found;
  }
}
