package dev.prebuild.agent.git;

import java.util.List;

/** What is to be checked out of a repository. */
sealed interface Target {
  /** Where a ref lies in a mirror or clone that is neither branch nor tag. */
  String WANTED = "refs/prebuild/wanted";

  /** The head of a branch. */
  record Branch(String name) implements Target {}

  /** A tag. */
  record Tag(String name) implements Target {}

  /**
   * Any other ref of the server.
   *
   * @param name in full, as refs/pull/1/head
   */
  record Ref(String name) implements Target {}

  /**
   * A commit by its id.
   *
   * @param id hexadecimal, at least 4 digits
   */
  record Commit(String id) implements Target {
    boolean isWhole() {
      return isWhole(id);
    }

    static boolean isWhole(String text) {
      return text.matches("[0-9a-fA-F]{40}|[0-9a-fA-F]{64}");
    }

    static boolean is(String text) {
      return text.matches("[0-9a-fA-F]{4,64}");
    }
  }

  /** What a server is asked for. */
  default String atServer() {
    return switch (this) {
      case Branch branch -> "refs/heads/" + branch.name();
      case Tag tag -> "refs/tags/" + tag.name();
      case Ref ref -> ref.name();
      case Commit commit -> commit.id();
    };
  }

  /**
   * Where it lies once it was fetched.
   *
   * @param heads folder of the branches
   */
  default String fetched(String heads) {
    return switch (this) {
      case Branch branch -> heads + branch.name();
      case Tag tag -> "refs/tags/" + tag.name();
      case Ref _ -> WANTED;
      case Commit commit -> commit.id();
    };
  }

  /** What to fetch beside all branches and tags. */
  default List<String> more() {
    return this instanceof Ref ref ? List.of("+%s:%s".formatted(ref.name(), WANTED)) : List.of();
  }
}
