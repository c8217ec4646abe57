package dev.prebuild.agent.engine;

import java.util.Comparator;
import java.util.Optional;

/** Chooses the version of the engine's API that is spoken. */
record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {
  /** The newest that docker-java describes. */
  private static final ApiVersion NEWEST_KNOWN = new ApiVersion(1, 44);

  /** Older engines lack what a prebuild needs (Docker 18.09, five years out of support). */
  private static final ApiVersion OLDEST_USABLE = new ApiVersion(1, 39);

  static ApiVersion parse(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 2) {
      throw new IllegalArgumentException("not an engine API version: " + text);
    }
    return new ApiVersion(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
  }

  /**
   * The newest version in the engine's range that is known here; above what is known, the oldest
   * that the engine still takes.
   *
   * @throws IllegalStateException if the engine is too old
   */
  static String negotiate(Optional<String> oldestOffered, String newestOffered) {
    ApiVersion newest = parse(newestOffered);
    if (newest.compareTo(OLDEST_USABLE) < 0) {
      throw new IllegalStateException(
          "the engine speaks API %s at most, %s is needed; use Docker 18.09 or newer"
              .formatted(newest, OLDEST_USABLE));
    }
    ApiVersion oldest = oldestOffered.map(ApiVersion::parse).orElse(OLDEST_USABLE);
    ApiVersion wanted = newest.compareTo(NEWEST_KNOWN) < 0 ? newest : NEWEST_KNOWN;
    return (wanted.compareTo(oldest) < 0 ? oldest : wanted).toString();
  }

  @Override
  public int compareTo(ApiVersion other) {
    return Comparator.comparingInt(ApiVersion::major)
        .thenComparingInt(ApiVersion::minor)
        .compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
