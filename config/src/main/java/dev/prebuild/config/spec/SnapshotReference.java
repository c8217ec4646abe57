package dev.prebuild.config.spec;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a snapshot is in a registry: by its digest, so that nothing else can come in its place.
 *
 * @param repository with the registry's name in front and no tag behind
 * @param digest {@code sha256:} and 64 hexadecimal digits
 */
public record SnapshotReference(String repository, String digest) {
  /** More characters than any engine takes. */
  public static final int LONGEST = 400;

  private static final Pattern TEXT =
      Pattern.compile(
          "([a-z0-9.-]+(?::[0-9]{1,5})?(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)+)@(sha256:[0-9a-f]{64})");

  /**
   * Reads REPOSITORY@sha256:DIGEST.
   *
   * @throws IllegalArgumentException if that is something else; the message does not repeat it
   */
  public static SnapshotReference parse(String text) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException(
          "a snapshot's reference must have at most %d characters, got %d"
              .formatted(LONGEST, text.length()));
    }
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "a snapshot's reference must be HOST[:PORT]/PATH@sha256:DIGEST in small letters");
    }
    return new SnapshotReference(matcher.group(1), matcher.group(2));
  }

  /** As engines take it. */
  @Override
  public String toString() {
    return repository + "@" + digest;
  }
}
