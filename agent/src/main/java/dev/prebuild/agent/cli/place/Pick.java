package dev.prebuild.agent.cli.place;

import dev.prebuild.agent.cli.output.ExitCode;
import dev.prebuild.agent.cli.output.Failure;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds out what somebody means. */
public final class Pick {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final int MOST_TOLD = 10;

  private Pick() {}

  /** Whether it is a whole id, which needs no looking up. */
  public static boolean isId(String given) {
    return ID.matcher(given.toLowerCase(Locale.ROOT)).matches();
  }

  /**
   * The id of the one that is meant. A name goes before the beginning of an id; a whole id is taken
   * for what it is, whether or not it is among the candidates.
   *
   * @param what the candidates are, for the message
   * @throws Failure refused if it is none of them, wrong use if it may be several, or is nothing at
   *     all: an unset variable of a script means none, even where there is only one
   */
  public static String one(String what, String given, Collection<Candidate> candidates) {
    if (given.isBlank()) {
      throw new Failure(ExitCode.WRONG_USE, "no %s is named: the word is empty".formatted(what));
    }
    String id = given.toLowerCase(Locale.ROOT);
    if (isId(given)) {
      return id;
    }
    List<Candidate> named =
        candidates.stream().filter(candidate -> candidate.names().contains(given)).toList();
    List<Candidate> meant =
        named.isEmpty()
            ? candidates.stream().filter(candidate -> candidate.id().startsWith(id)).toList()
            : named;
    return switch (meant.size()) {
      case 0 -> throw none(what, given, candidates);
      case 1 -> meant.getFirst().id();
      default ->
          throw new Failure(
              ExitCode.WRONG_USE,
              "'%s' may be any of these: %s; say more of the id".formatted(given, tell(meant)));
    };
  }

  private static Failure none(String what, String given, Collection<Candidate> candidates) {
    return new Failure(
        ExitCode.REFUSED,
        candidates.isEmpty()
            ? "there is no %s '%s', and no other whose name is known here; give the whole id"
                .formatted(what, given)
            : "there is no %s '%s'; there is: %s".formatted(what, given, tell(candidates)));
  }

  private static String tell(Collection<Candidate> candidates) {
    String told =
        candidates.stream().limit(MOST_TOLD).map(Pick::tell).collect(Collectors.joining(", "));
    return candidates.size() > MOST_TOLD ? told + ", …" : told;
  }

  private static String tell(Candidate candidate) {
    return candidate.names().isEmpty()
        ? candidate.id()
        : "%s (%s)".formatted(String.join(", ", candidate.names()), candidate.id());
  }
}
