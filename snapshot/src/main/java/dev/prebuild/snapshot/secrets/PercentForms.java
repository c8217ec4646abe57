package dev.prebuild.snapshot.secrets;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a text looks like in a URL. Programs differ in what they leave as it is, in the case of
 * their digits, and in what they make of a space.
 */
final class PercentForms {
  /** Left as they are, beside letters and digits. */
  private static final List<String> LEFT =
      List.of(
          // HTML forms
          "-_.*",
          // RFC 3986, git's credential helpers
          "-_.~",
          // JavaScript's encodeURIComponent
          "-_.~!*'()",
          // what RFC 3986 allows in the user's part
          "-_.~!*'()$&+,;=");

  private static final List<HexFormat> DIGITS =
      List.of(HexFormat.of().withUpperCase(), HexFormat.of());

  private PercentForms() {}

  static Stream<String> of(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return LEFT.stream()
        .flatMap(left -> DIGITS.stream().map(digits -> encoded(bytes, left, digits)))
        .flatMap(form -> Stream.of(form, form.replace("%20", "+")))
        .distinct();
  }

  private static String encoded(byte[] bytes, String left, HexFormat digits) {
    StringBuilder encoded = new StringBuilder();
    for (byte each : bytes) {
      char character = (char) Byte.toUnsignedInt(each);
      if (isLetterOrDigit(character) || left.indexOf(character) >= 0) {
        encoded.append(character);
      } else {
        encoded.append('%').append(digits.toHexDigits(each));
      }
    }
    return encoded.toString();
  }

  private static boolean isLetterOrDigit(char character) {
    return character < 0x80 && Character.isLetterOrDigit(character);
  }
}
