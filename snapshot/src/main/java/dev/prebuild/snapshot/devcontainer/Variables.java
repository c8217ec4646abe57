package dev.prebuild.snapshot.devcontainer;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/**
 * Puts values in place of variables like {@code ${localEnv:HOME:/root}}. Those that are not known
 * stay as they are; the host's environment is nobody's business, so all of its variables are unset.
 * Values that were put in are not looked at again. For one thread.
 */
final class Variables {
  /** Of all texts together that are given to one of these, with their variables put in. */
  static final int MOST_CHARS = 1 << 22;

  /** Variables in one another's defaults; deeper ones stay as they are. */
  static final int MOST_NESTED = 16;

  /** What is longer is no name, and not looked up. */
  private static final int LONGEST_NAME = 256;

  private final Map<String, String> values;
  private final Optional<Map<String, String>> containerEnvironment;
  private int left = MOST_CHARS;

  /**
   * Variables with these values.
   *
   * @param values by name
   * @param containerEnvironment what {@code containerEnv} refers to; not known yet if empty
   */
  Variables(Map<String, String> values, Optional<Map<String, String>> containerEnvironment) {
    this.values = Map.copyOf(values);
    this.containerEnvironment = containerEnvironment.map(Map::copyOf);
  }

  /** Those that are known before there is a container. */
  static Variables early() {
    return new Variables(Map.of(), Optional.empty());
  }

  /** There are too many texts, or they grow too much. */
  static final class TooLongException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLongException() {
      super(
          "with their variables put in, its texts have more than %,d characters"
              .formatted(MOST_CHARS));
    }
  }

  /**
   * The text with the values of its variables.
   *
   * @throws TooLongException if this and what was expanded before come to more than the limit
   */
  String expand(String text) {
    Expansion expansion = new Expansion(text, ends(text), new StringBuilder());
    expansion.append(0, text.length(), 0);
    left -= expansion.expanded.length();
    return expansion.expanded.toString();
  }

  /** For each place where a variable begins, where it ends; found in one go, however many. */
  private static int[] ends(String text) {
    int[] ends = new int[text.length()];
    Arrays.fill(ends, -1);
    Deque<Integer> open = new ArrayDeque<>();
    for (int i = 0; i < text.length(); i++) {
      if (text.startsWith("${", i)) {
        open.push(i);
      } else if (text.charAt(i) == '}' && !open.isEmpty()) {
        ends[open.pop()] = i;
      }
    }
    return ends;
  }

  /** One text that is being expanded. */
  private final class Expansion {
    private final String text;
    private final int[] ends;
    private final StringBuilder expanded;

    Expansion(String text, int[] ends, StringBuilder expanded) {
      this.text = text;
      this.ends = ends;
      this.expanded = expanded;
    }

    void append(int from, int to, int depth) {
      int i = from;
      while (i < to) {
        if (ends[i] >= 0 && depth < MOST_NESTED && appendVariable(i + 2, ends[i], depth)) {
          i = ends[i] + 1;
        } else {
          expanded.append(text.charAt(i));
          i++;
        }
        if (expanded.length() > left) {
          throw new TooLongException();
        }
      }
    }

    /** Whether it is one that is known. */
    private boolean appendVariable(int from, int to, int depth) {
      int nameEnd = nameEnd(from, to);
      String name = text.substring(from, nameEnd);
      if (nameEnd == to) {
        Optional.ofNullable(values.get(name)).ifPresent(expanded::append);
        return values.containsKey(name);
      }
      return switch (name) {
        case "localEnv", "env" -> appendOr(Map.of(), nameEnd + 1, to, depth);
        case "containerEnv" ->
            containerEnvironment.isPresent()
                && appendOr(containerEnvironment.get(), nameEnd + 1, to, depth);
        default -> false;
      };
    }

    /** A variable of an environment, or what follows its name as the default. */
    private boolean appendOr(Map<String, String> environment, int from, int to, int depth) {
      int nameEnd = nameEnd(from, to);
      if (nameEnd < to && text.charAt(nameEnd) != ':') {
        return false;
      }
      Optional<String> value = Optional.ofNullable(environment.get(text.substring(from, nameEnd)));
      if (value.isPresent()) {
        expanded.append(value.get());
      } else if (nameEnd < to) {
        append(nameEnd + 1, to, depth + 1);
      }
      return true;
    }

    /** Where the next colon is, or the end; it is not looked for beyond what a name may have. */
    private int nameEnd(int from, int to) {
      int last = Math.min(to, from + LONGEST_NAME);
      int colon = text.indexOf(':', from, last);
      return colon < 0 ? last : colon;
    }
  }
}
