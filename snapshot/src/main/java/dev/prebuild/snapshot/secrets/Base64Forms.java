package dev.prebuild.snapshot.secrets;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a text looks like in base64, in the standard alphabet and in that for URLs. */
final class Base64Forms {
  private static final int BITS_PER_BYTE = 8;
  private static final int BITS_PER_CHARACTER = 6;

  /** A text may begin at the first, second or third byte of the three that make four characters. */
  private static final int ALIGNMENTS = 3;

  /** Any longer base64 text would have a shorter one in it by chance. */
  private static final int SHORTEST_WITHIN = 6;

  private Base64Forms() {}

  /** Encoded by itself, without the padding, which some leave out. */
  static Stream<String> whole(String text) {
    return alphabets(encoded(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Encoded with something before and behind it: the characters that nothing but the text decides.
   */
  static Stream<String> within(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return IntStream.range(0, ALIGNMENTS)
        .mapToObj(before -> within(bytes, before))
        .filter(form -> form.length() >= SHORTEST_WITHIN)
        .flatMap(Base64Forms::alphabets);
  }

  private static String within(byte[] bytes, int before) {
    byte[] shifted = new byte[before + bytes.length];
    System.arraycopy(bytes, 0, shifted, before, bytes.length);
    int begin = Math.ceilDiv(before * BITS_PER_BYTE, BITS_PER_CHARACTER);
    int end = shifted.length * BITS_PER_BYTE / BITS_PER_CHARACTER;
    return encoded(shifted).substring(begin, end);
  }

  private static String encoded(byte[] bytes) {
    return Base64.getEncoder().withoutPadding().encodeToString(bytes);
  }

  private static Stream<String> alphabets(String standard) {
    return Stream.of(standard, standard.replace('+', '-').replace('/', '_'));
  }
}
