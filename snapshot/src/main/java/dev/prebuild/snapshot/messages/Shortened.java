package dev.prebuild.snapshot.messages;

import java.nio.charset.StandardCharsets;

/** A long text without its middle: its beginning says what it is about, and its end the outcome. */
public final class Shortened {
  private static final String GAP = "\n[…]\n";

  private Shortened() {}

  /**
   * Shortens a text that is too long.
   *
   * @param mostBytes of the result in UTF-8; at least 100
   */
  public static String to(int mostBytes, String text) {
    if (bytes(text) <= mostBytes) {
      return text;
    }
    int half = (mostBytes - bytes(GAP)) / 2;
    return beginning(text, half) + GAP + end(text, half);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static String beginning(String text, int mostBytes) {
    int at = 0;
    int left = mostBytes;
    while (at < text.length()) {
      int next = text.offsetByCodePoints(at, 1);
      left -= bytes(text.substring(at, next));
      if (left < 0) {
        break;
      }
      at = next;
    }
    return text.substring(0, at);
  }

  private static String end(String text, int mostBytes) {
    int at = text.length();
    int left = mostBytes;
    while (at > 0) {
      int before = text.offsetByCodePoints(at, -1);
      left -= bytes(text.substring(before, at));
      if (left < 0) {
        break;
      }
      at = before;
    }
    return text.substring(at);
  }
}
