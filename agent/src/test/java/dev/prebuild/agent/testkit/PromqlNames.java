package dev.prebuild.agent.testkit;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of the metrics that an expression of PromQL selects. */
public final class PromqlNames {
  /** What stands in an expression and can hold words, none of which is a metric. */
  private static final Pattern OTHER =
      Pattern.compile(
          """
          "(?:[^"\\\\]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*'|\\[[^]]*]|#.*\
          |\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)\
          |\\b[0-9][0-9a-z.]*""");

  private static final Pattern MATCHERS = Pattern.compile("\\{[^}]*}");
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*(?!\\s*\\(|\\w)");
  private static final Set<String> WORDS =
      Set.of("and", "or", "unless", "bool", "offset", "group_left", "group_right", "inf", "nan");

  private PromqlNames() {}

  /** In the order of the alphabet. */
  public static Set<String> of(String expression) {
    String bare = OTHER.matcher(expression).replaceAll(" ");
    Matcher name = NAME.matcher(MATCHERS.matcher(bare).replaceAll(" "));
    Set<String> names = new TreeSet<>();
    while (name.find()) {
      if (!WORDS.contains(name.group())) {
        names.add(name.group());
      }
    }
    return names;
  }
}
