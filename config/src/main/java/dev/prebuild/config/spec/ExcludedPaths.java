package dev.prebuild.config.spec;

import java.util.List;
import java.util.regex.Pattern;

/** The paths that a project's snapshots are not to hold. */
public final class ExcludedPaths {
  /** As many as a project may name. */
  public static final int MOST = 100;

  /** Absolute, at most 1,024 characters long, in one line. */
  public static final String PATTERN = "/[^\\p{Cc}]{1,1023}";

  private static final Pattern ABSOLUTE = Pattern.compile(PATTERN);
  private static final int MOST_SHOWN = 80;

  private ExcludedPaths() {}

  /**
   * The same paths.
   *
   * @throws IllegalArgumentException if there are too many, or one of them is none
   */
  static List<String> checked(List<String> paths) {
    if (paths.size() > MOST) {
      throw new IllegalArgumentException(
          "at most %d paths may be excluded, got %d".formatted(MOST, paths.size()));
    }
    for (String path : paths) {
      if (!ABSOLUTE.matcher(path).matches()) {
        throw new IllegalArgumentException(
            "an excluded path must be absolute, in one line, of 2 to 1,024 characters, got '%s'"
                .formatted(shown(path)));
      }
    }
    return List.copyOf(paths);
  }

  private static String shown(String path) {
    String line = path.replaceAll("\\p{Cc}", "?");
    return line.length() <= MOST_SHOWN ? line : line.substring(0, MOST_SHOWN) + "…";
  }
}
