package dev.prebuild.pool.autoscale;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * A {@link ClaimHistory} in writing: five lines of text, some kilobytes.
 *
 * <pre>
 * claim history 1
 * since 1677456000000
 * caution 0.4
 * counts 931920:1 5:2 1:1
 * recent 1677457266000 19895000 1991000
 * </pre>
 *
 * Times are milliseconds from 1970, slots are half-hours; but for the first of each line, both are
 * told as the distance from the one before.
 */
public final class ClaimHistoryCodec {
  private static final String HEAD = "claim history 1";

  /** 31 December 9999; keeps all arithmetic far from overflow. */
  private static final long LATEST = Instant.parse("9999-12-31T00:00:00Z").toEpochMilli();

  private ClaimHistoryCodec() {}

  public static String write(ClaimHistory history) {
    return String.join(
        "\n",
        HEAD,
        "since " + history.since().toEpochMilli(),
        "caution " + history.caution().level(),
        counts(history.counts()),
        recent(history.recent()),
        "");
  }

  private static String counts(SlotCounts counts) {
    StringJoiner line = new StringJoiner(" ");
    line.add("counts");
    if (counts.isEmpty()) {
      return line.toString();
    }
    long last = 0;
    for (long slot = counts.youngest() - SlotCounts.KEPT + 1; slot <= counts.youngest(); slot++) {
      if (counts.count(slot) > 0) {
        line.add("%d:%d".formatted(slot - last, counts.count(slot)));
        last = slot;
      }
    }
    return line.toString();
  }

  private static String recent(RecentClaims recent) {
    StringJoiner line = new StringJoiner(" ");
    line.add("recent");
    long last = 0;
    for (int i = 0; i < recent.size(); i++) {
      line.add(Long.toString(recent.time(i) - last));
      last = recent.time(i);
    }
    return line.toString();
  }

  /**
   * The history that was written.
   *
   * @throws UnreadableHistoryException if it is anything else
   */
  public static ClaimHistory read(String text) throws UnreadableHistoryException {
    List<String> lines = text.lines().toList();
    if (lines.size() != 5 || !lines.getFirst().equals(HEAD)) {
      throw new UnreadableHistoryException(
          "a claim history has five lines, the first being '%s'".formatted(HEAD));
    }
    return new ClaimHistory(
        Instant.ofEpochMilli(only(words(lines.get(1), "since"))),
        readCounts(words(lines.get(3), "counts")),
        readRecent(words(lines.get(4), "recent")),
        readCaution(words(lines.get(2), "caution")));
  }

  private static List<String> words(String line, String name) throws UnreadableHistoryException {
    List<String> words = new ArrayList<>(List.of(line.split(" ", -1)));
    if (!words.removeFirst().equals(name)) {
      throw new UnreadableHistoryException(
          "where the line '%s' should be: '%s'".formatted(name, shortened(line)));
    }
    return words;
  }

  private static long only(List<String> words) throws UnreadableHistoryException {
    if (words.size() != 1) {
      throw new UnreadableHistoryException(
          "one time is expected behind 'since', not " + words.size());
    }
    return number(words.getFirst(), LATEST);
  }

  private static Caution readCaution(List<String> words) throws UnreadableHistoryException {
    try {
      return new Caution(Double.parseDouble(String.join(" ", words)));
    } catch (IllegalArgumentException e) {
      throw new UnreadableHistoryException("'caution': " + e.getMessage());
    }
  }

  private static SlotCounts readCounts(List<String> words) throws UnreadableHistoryException {
    if (words.size() > SlotCounts.KEPT) {
      throw new UnreadableHistoryException(
          "'counts' has %d slots, more than %d".formatted(words.size(), SlotCounts.KEPT));
    }
    SlotCounts counts = SlotCounts.NONE;
    long slot = 0;
    for (String word : words) {
      int colon = word.indexOf(':');
      if (colon < 0) {
        throw new UnreadableHistoryException(
            "'counts' has no count in '%s'".formatted(shortened(word)));
      }
      slot =
          checked(
              slot + number(word.substring(0, colon), LATEST),
              SlotCounts.slotOf(Instant.ofEpochMilli(LATEST)));
      counts = counts.plus(slot, (int) number(word.substring(colon + 1), Integer.MAX_VALUE));
    }
    return counts;
  }

  private static RecentClaims readRecent(List<String> words) throws UnreadableHistoryException {
    if (words.size() > RecentClaims.KEPT) {
      throw new UnreadableHistoryException(
          "'recent' has %d claims, more than %d".formatted(words.size(), RecentClaims.KEPT));
    }
    RecentClaims recent = RecentClaims.NONE;
    long time = 0;
    for (String word : words) {
      time = checked(time + number(word, LATEST), LATEST);
      recent = recent.plus(Instant.ofEpochMilli(time));
    }
    return recent;
  }

  private static long number(String word, long most) throws UnreadableHistoryException {
    try {
      return checked(Long.parseLong(word), most);
    } catch (NumberFormatException _) {
      throw new UnreadableHistoryException("'%s' is not a number".formatted(shortened(word)));
    }
  }

  private static long checked(long number, long most) throws UnreadableHistoryException {
    if (number < 0 || number > most) {
      throw new UnreadableHistoryException("%d is not within 0 and %d".formatted(number, most));
    }
    return number;
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
