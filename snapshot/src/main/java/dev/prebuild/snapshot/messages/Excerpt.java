package dev.prebuild.snapshot.messages;

import java.util.Collection;
import java.util.stream.Collectors;

/** What somebody else has written, made fit for a message: short, and on one line. */
public final class Excerpt {
  private static final int MOST_CHARS = 120;
  private static final int MOST_ITEMS = 20;

  private Excerpt() {}

  /** The start of a text, with a question mark for each character that is not for reading. */
  public static String of(String text) {
    String start = text.length() > MOST_CHARS ? text.substring(0, MOST_CHARS) + "…" : text;
    return start.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\p{Cf}\\p{Cs}]", "?");
  }

  /** The first of some texts, and how many more there are. */
  public static String of(Collection<String> texts) {
    String items =
        texts.stream().limit(MOST_ITEMS).map(Excerpt::of).collect(Collectors.joining(", "));
    int others = texts.size() - MOST_ITEMS;
    return others > 0 ? items + " and " + others + " more" : items;
  }
}
