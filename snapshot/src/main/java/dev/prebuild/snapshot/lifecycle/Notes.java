package dev.prebuild.snapshot.lifecycle;

import dev.prebuild.snapshot.steps.Warning;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What is told of a prebuild beside its status.
 *
 * @param warnings so far
 * @param environmentId the environment that runs it; empty before there is one
 */
public record Notes(List<Warning> warnings, Optional<UUID> environmentId) {
  /** Nothing. */
  public static final Notes NONE = new Notes(List.of(), Optional.empty());

  public Notes {
    warnings = List.copyOf(warnings);
  }
}
