package dev.prebuild.agent.controlplane.rules;

/** Texts that others have written, kept to a length that can be shown. */
final class Texts {
  /** In characters. */
  static final int LONGEST = 4_096;

  private Texts() {}

  /** Not within a character: half of one is stored as another, which would then be news forever. */
  static String cut(String text) {
    if (text.length() <= LONGEST) {
      return text;
    }
    boolean isWithin = Character.isHighSurrogate(text.charAt(LONGEST - 1));
    return text.substring(0, isWithin ? LONGEST - 1 : LONGEST);
  }
}
