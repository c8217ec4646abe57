package dev.prebuild.snapshot.secrets;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Looks for many byte strings at once, by the method of Wu and Manber: a table tells of each pair
 * of bytes how far the next place lies at which one of them could end, so that most bytes are never
 * looked at.
 */
public final class NeedleSearch {
  /** How many bytes the table knows at a time. */
  private static final int PAIR = 2;

  private static final int PAIRS = 1 << (PAIR * Byte.SIZE);
  private static final int LONGEST_SHIFT = Byte.MAX_VALUE;

  /** Of every needle the first so many bytes are in the table. */
  private final int window;

  private final int longest;

  /** By how much to move on, for the pair of bytes at the end of the window. */
  private final byte[] shifts = new byte[PAIRS];

  /** Those that may begin with the window, for a pair that does not move it. */
  private final byte[][][] candidates = new byte[PAIRS][][];

  private NeedleSearch(List<byte[]> needles) {
    this.window =
        needles.stream()
            .mapToInt(needle -> Math.min(needle.length, LONGEST_SHIFT + PAIR - 1))
            .min()
            .orElseThrow();
    this.longest = needles.stream().mapToInt(needle -> needle.length).max().orElseThrow();
    Arrays.fill(shifts, (byte) (window - PAIR + 1));
    needles.forEach(this::add);
  }

  /**
   * @param forms one at least, each of two bytes or more
   */
  static NeedleSearch of(List<String> forms) {
    List<String> kept = new ArrayList<>();
    for (String form : forms) {
      // Wherever it is, the other one is.
      boolean isRedundant =
          forms.stream().anyMatch(other -> !other.equals(form) && form.contains(other));
      if (!isRedundant) {
        kept.add(form);
      }
    }
    return new NeedleSearch(
        kept.stream().map(form -> form.getBytes(StandardCharsets.UTF_8)).toList());
  }

  private void add(byte[] needle) {
    for (int end = PAIR; end <= window; end++) {
      int pair = pair(needle, end);
      shifts[pair] = (byte) Math.min(shifts[pair], window - end);
    }
    int last = pair(needle, window);
    byte[][] others = candidates[last];
    byte[][] all = others == null ? new byte[1][] : Arrays.copyOf(others, others.length + 1);
    all[all.length - 1] = needle;
    candidates[last] = all;
  }

  /** The two bytes before a place. */
  private static int pair(byte[] text, int end) {
    return Byte.toUnsignedInt(text[end - PAIR]) << Byte.SIZE | Byte.toUnsignedInt(text[end - 1]);
  }

  /** Whether one of them is in a text, as UTF-8. */
  public boolean isIn(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return isIn(bytes, bytes.length);
  }

  /** Whether one of them is in the first bytes of an array. */
  boolean isIn(byte[] text, int length) {
    int end = window;
    while (end <= length) {
      int pair = pair(text, end);
      int shift = shifts[pair];
      if (shift > 0) {
        end += shift;
      } else if (isAt(text, end - window, length, pair)) {
        return true;
      } else {
        end++;
      }
    }
    return false;
  }

  private boolean isAt(byte[] text, int begin, int length, int pair) {
    for (byte[] needle : candidates[pair]) {
      int end = begin + needle.length;
      if (end <= length && Arrays.equals(text, begin, end, needle, 0, needle.length)) {
        return true;
      }
    }
    return false;
  }

  /** Of the longest one, in bytes. */
  int longest() {
    return longest;
  }
}
