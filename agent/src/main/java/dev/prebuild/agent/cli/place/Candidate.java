package dev.prebuild.agent.cli.place;

import java.util.Set;

/** Something that somebody may mean: by its id, the beginning of that, or one of its names. */
public record Candidate(String id, Set<String> names) {
  public Candidate {
    names = Set.copyOf(names);
  }

  public static Candidate of(String id, String... names) {
    return new Candidate(id, Set.of(names));
  }
}
