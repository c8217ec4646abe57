package dev.prebuild.snapshot.steps;

import java.util.List;

/** What is run inside of a prebuild's container. */
public sealed interface Command {

  /** A line for /bin/sh. */
  record Shell(String line) implements Command {}

  /**
   * A program, without a shell.
   *
   * @param words its name and its arguments; at least one
   */
  record Exec(List<String> words) implements Command {
    public Exec {
      words = List.copyOf(words);
      if (words.isEmpty()) {
        throw new IllegalArgumentException("a command needs at least one word");
      }
    }
  }
}
