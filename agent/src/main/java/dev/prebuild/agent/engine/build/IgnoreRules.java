package dev.prebuild.agent.engine.build;

import dev.prebuild.snapshot.host.PrebuildException;
import java.util.ArrayList;
import java.util.List;

/**
 * The patterns of a .dockerignore file. The engine's classic builder leaves nothing out by itself;
 * whoever sends the files does.
 */
record IgnoreRules(List<Rule> rules) {
  static final IgnoreRules NONE = new IgnoreRules(List.of());

  /** Far more than any repository has; each costs time for each file. */
  private static final int MOST_RULES = 1_000;

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /**
   * One line of it.
   *
   * @param keeps whether it brings back what an earlier one leaves out
   */
  record Rule(Glob glob, boolean keeps) {}

  IgnoreRules {
    rules = List.copyOf(rules);
  }

  /**
   * Reads them.
   *
   * @param file its path, for messages
   * @throws PrebuildException if a line makes no sense, or there are too many
   */
  static IgnoreRules read(String file, String text) {
    List<Rule> rules = new ArrayList<>();
    int number = 0;
    for (String line : text.replaceFirst("^" + BYTE_ORDER_MARK, "").lines().toList()) {
      number++;
      String pattern = line.strip();
      if (line.startsWith("#") || pattern.isEmpty()) {
        continue;
      }
      if (rules.size() == MOST_RULES) {
        throw new PrebuildException(
            "%s has more than %,d patterns; make it shorter".formatted(file, MOST_RULES));
      }
      rules.add(rule(file, number, pattern));
    }
    return new IgnoreRules(rules);
  }

  private static Rule rule(String file, int line, String pattern) {
    boolean keeps = pattern.startsWith("!");
    String path = keeps ? pattern.substring(1).strip() : pattern;
    try {
      if (path.isEmpty()) {
        throw new IllegalArgumentException("a pattern is missing behind the '!'");
      }
      return new Rule(Glob.of(cleaned(path)), keeps);
    } catch (IllegalArgumentException e) {
      throw new PrebuildException(
          "%s, line %d: '%s' is no pattern: %s".formatted(file, line, pattern, e.getMessage()), e);
    }
  }

  /** Without what leads nowhere; all patterns start at the context's root. */
  private static String cleaned(String path) {
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/", -1)) {
      if (part.equals("..") && !parts.isEmpty() && !parts.getLast().equals("..")) {
        parts.removeLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return String.join("/", parts);
  }

  /**
   * Whether a path is left out. The last pattern that matches it, or a folder that it is in,
   * decides.
   *
   * @param path below the context's root
   */
  boolean leavesOut(String path) {
    for (Rule rule : rules.reversed()) {
      if (rule.glob().matchesPathOrFolder(path)) {
        return !rule.keeps();
      }
    }
    return false;
  }
}
