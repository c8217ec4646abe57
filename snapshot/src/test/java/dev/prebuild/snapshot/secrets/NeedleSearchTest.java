package dev.prebuild.snapshot.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In memory and in streams. */
final class NeedleSearchTest {
  private static final int PIECE = 256 * 1024;

  @Test
  void findsEachOfThem() {
    NeedleSearch search = NeedleSearch.of(List.of("swordfish", "open sesame", "s3cr", "ünïcode"));

    assertThat(List.of("swordfish", "xswordfish", "swordfishx", "an open sesame", "s3cr", "s3s3cr"))
        .allMatch(search::isIn);
    assertThat(search.isIn("eine ünïcode")).isTrue();
    assertThat(List.of("", "s", "swordfis", "wordfish", "open sesam", "s3c", "Swordfish"))
        .noneMatch(search::isIn);
  }

  /** Few different bytes, so that needles overlap, repeat and almost match all the time. */
  @Test
  void findsWhatAPlainSearchFinds() {
    Random random = new Random(1);
    int found = 0;
    for (int i = 0; i < 2_000; i++) {
      List<String> needles =
          Stream.generate(() -> word(random, 2 + random.nextInt(9)))
              .limit(1 + random.nextInt(5))
              .distinct()
              .toList();
      NeedleSearch search = NeedleSearch.of(needles);
      for (int each = 0; each < 25; each++) {
        String text = word(random, random.nextInt(60));
        boolean isThere = needles.stream().anyMatch(text::contains);

        assertThat(search.isIn(text))
            .as("seed 1, %d: %s in %s", i, needles, text)
            .isEqualTo(isThere);
        found += isThere ? 1 : 0;
      }
    }
    assertThat(found).isBetween(10_000, 49_000);
  }

  private static String word(Random random, int length) {
    StringBuilder word = new StringBuilder();
    random.ints(length, 0, 3).forEach(each -> word.append("abc".charAt(each)));
    return word.toString();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5, 127, 128, 129, 130, 4_000})
  void findsNeedlesOfAnyLength(int length) {
    String needle = "ab".repeat(length / 2) + "c".repeat(length % 2) + "d";

    assertThat(NeedleSearch.of(List.of(needle)).isIn("ab".repeat(5_000) + needle)).isTrue();
    assertThat(NeedleSearch.of(List.of(needle)).isIn("ab".repeat(5_000))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {-40, -20, -10, -9, -5, -2, -1, 0, 1, 9, 30})
  void findsANeedleAcrossTheBorderOfTwoPieces(int place) throws Exception {
    byte[] needle = "swordfish".getBytes(StandardCharsets.UTF_8);
    NeedleSearch search = NeedleSearch.of(List.of("swordfish", "a longer one, of 31 bytes in all"));
    for (int pieces = 1; pieces <= 3; pieces++) {
      byte[] text = new byte[4 * PIECE];
      System.arraycopy(needle, 0, text, pieces * PIECE + place, needle.length);

      assertThat(new StreamSearch(search).isIn(new ByteArrayInputStream(text)))
          .as("%d pieces", pieces)
          .isTrue();
    }
  }

  @Test
  void findsANeedleAtBothEnds() throws Exception {
    StreamSearch search = new StreamSearch(NeedleSearch.of(List.of("swordfish")));
    for (int length : List.of(9, 10, 1_000, PIECE, PIECE + 7, PIECE + 8, PIECE + 9, 3 * PIECE)) {
      byte[] needle = "swordfish".getBytes(StandardCharsets.UTF_8);
      byte[] first = new byte[length];
      byte[] last = new byte[length];
      System.arraycopy(needle, 0, first, 0, needle.length);
      System.arraycopy(needle, 0, last, length - needle.length, needle.length);

      assertThat(search.isIn(new ByteArrayInputStream(first))).as("first of %d", length).isTrue();
      assertThat(search.isIn(new ByteArrayInputStream(last))).as("last of %d", length).isTrue();
    }
  }

  /** One is in the end of the first text, and would go on in the second. */
  @Test
  void twoTextsAreNotTakenForOne() throws Exception {
    StreamSearch search = new StreamSearch(NeedleSearch.of(List.of("swordfish")));

    for (String text : List.of("x".repeat(PIECE) + "sword", "fish", "", "swordfis", "h")) {
      assertThat(search.isIn(stream(text))).isFalse();
    }
    assertThat(search.isIn(stream("swordfish"))).isTrue();
  }

  @Test
  void aStreamThatComesInDropsIsReadWhole() throws Exception {
    InputStream drops =
        new FilterInputStream(stream("x".repeat(300_000) + "swordfish")) {
          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            return super.read(target, offset, Math.min(length, 7));
          }
        };

    assertThat(new StreamSearch(NeedleSearch.of(List.of("swordfish"))).isIn(drops)).isTrue();
  }

  @Test
  void anInterruptEndsIt() throws Exception {
    Thread.currentThread().interrupt();
    try {
      assertThatExceptionOfType(InterruptedException.class)
          .isThrownBy(
              () -> new StreamSearch(NeedleSearch.of(List.of("swordfish"))).isIn(new Endless()));
    } finally {
      assertThat(Thread.interrupted()).as("it is told once").isFalse();
    }
  }

  private static final class Endless extends InputStream {
    @Override
    public int read() {
      return 0;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      Arrays.fill(target, offset, offset + length, (byte) 0);
      return length;
    }
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
