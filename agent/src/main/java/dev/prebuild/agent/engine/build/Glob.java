package dev.prebuild.agent.engine.build;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A pattern for paths, as Docker understands it: {@code *} and {@code ?} within a name, {@code **}
 * across folders, classes in brackets. All places where the pattern may stand are followed at once,
 * so that no pattern of a hostile repository can make this slow.
 */
final class Glob {

  /** What a place in the pattern takes. */
  private sealed interface Token {
    record Literal(int character) implements Token {}

    /** Any character but a slash. */
    record One() implements Token {}

    /** Any number of characters but slashes. */
    record Within() implements Token {}

    /** Any number of whole folders. */
    record Folders() implements Token {}

    /** Whatever follows. */
    record Rest() implements Token {}

    record OneOf(boolean isNegated, List<Range> ranges) implements Token {
      boolean takes(int character) {
        return isNegated != ranges.stream().anyMatch(range -> range.holds(character));
      }
    }
  }

  private record Range(int first, int last) {
    boolean holds(int character) {
      return first <= character && character <= last;
    }
  }

  private final List<Token> tokens;

  private Glob(List<Token> tokens) {
    this.tokens = tokens;
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException if a bracket is not closed, or nothing is in it
   */
  static Glob of(String pattern) {
    return new Glob(new Parser(pattern).tokens());
  }

  /** Whether it matches a path, or a folder that the path is in. */
  boolean matchesPathOrFolder(String path) {
    BitSet places = new BitSet();
    enter(places, 0);
    for (int i = 0; i < path.length(); i += Character.charCount(path.codePointAt(i))) {
      int character = path.codePointAt(i);
      if (character == '/' && i > 0 && isAtEnd(places)) {
        return true;
      }
      places = next(places, character);
      if (places.isEmpty()) {
        return false;
      }
    }
    return isAtEnd(places);
  }

  private boolean isAtEnd(BitSet places) {
    return places.get(tokens.size());
  }

  /** A place, and those behind it that can be reached by taking nothing. */
  private void enter(BitSet places, int place) {
    for (int i = place; ; i++) {
      places.set(i);
      if (i == tokens.size()
          || !(tokens.get(i) instanceof Token.Within
              || tokens.get(i) instanceof Token.Folders
              || tokens.get(i) instanceof Token.Rest)) {
        return;
      }
    }
  }

  private BitSet next(BitSet places, int character) {
    BitSet next = new BitSet();
    for (int i = places.nextSetBit(0); i >= 0 && i < tokens.size(); i = places.nextSetBit(i + 1)) {
      switch (tokens.get(i)) {
        case Token.Literal literal when literal.character() == character -> enter(next, i + 1);
        case Token.Literal _ -> {}
        case Token.One _ when character != '/' -> enter(next, i + 1);
        case Token.One _ -> {}
        case Token.OneOf oneOf when oneOf.takes(character) -> enter(next, i + 1);
        case Token.OneOf _ -> {}
        case Token.Within _ when character != '/' -> enter(next, i);
        case Token.Within _ -> {}
        case Token.Rest _ -> enter(next, i);
        case Token.Folders _ -> {
          next.set(i);
          if (character == '/') {
            enter(next, i + 1);
          }
        }
      }
    }
    return next;
  }

  /** Goes through a pattern once. */
  private static final class Parser {
    private final int[] pattern;
    private int position;

    Parser(String pattern) {
      this.pattern = pattern.codePoints().toArray();
    }

    List<Token> tokens() {
      List<Token> tokens = new ArrayList<>();
      while (position < pattern.length) {
        tokens.add(token());
      }
      return List.copyOf(tokens);
    }

    private Token token() {
      int character = pattern[position++];
      return switch (character) {
        case '*' -> stars();
        case '?' -> new Token.One();
        case '[' -> oneOf();
        case '\\' -> new Token.Literal(position < pattern.length ? pattern[position++] : '\\');
        default -> new Token.Literal(character);
      };
    }

    private Token stars() {
      if (!skip('*')) {
        return new Token.Within();
      }
      skip('/');
      return position == pattern.length ? new Token.Rest() : new Token.Folders();
    }

    private boolean skip(int character) {
      boolean isThere = position < pattern.length && pattern[position] == character;
      position += isThere ? 1 : 0;
      return isThere;
    }

    private Token oneOf() {
      boolean isNegated = skip('^');
      List<Range> ranges = new ArrayList<>();
      while (!skip(']')) {
        int first = member();
        ranges.add(new Range(first, skip('-') ? member() : first));
      }
      if (ranges.isEmpty()) {
        throw new IllegalArgumentException("nothing is in the brackets");
      }
      return new Token.OneOf(isNegated, List.copyOf(ranges));
    }

    private int member() {
      skip('\\');
      if (position == pattern.length) {
        throw new IllegalArgumentException("a bracket is not closed");
      }
      return pattern[position++];
    }
  }
}
