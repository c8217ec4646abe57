package dev.prebuild.config.spec;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A prebuild that this runner is to carry out.
 *
 * @param id also the id of the snapshot that it yields
 * @param goal what is wanted of it now
 * @param timeout from STARTING to the end of the commit; more than zero, at most two hours
 * @param devContainer path of its devcontainer.json in the repository; looked for if empty
 * @param tasks in the order in which they run, after those that the repository names
 * @param excluded absolute paths of the container, with the shell's patterns, that are not to be in
 *     the snapshot
 * @param reported the status that the control plane holds
 */
public record PrebuildSpec(
    UUID id,
    UUID projectId,
    EnvironmentClass environmentClass,
    Repository repository,
    Optional<String> devContainer,
    List<Task> tasks,
    List<String> excluded,
    Goal goal,
    Duration timeout,
    Instant createdAt,
    Reported reported) {

  /** Longest timeout that the contract allows. */
  public static final Duration LONGEST_TIMEOUT = Duration.ofHours(2);

  public PrebuildSpec {
    tasks = List.copyOf(tasks);
    excluded = List.copyOf(excluded);
  }

  /** What the control plane wants of a prebuild. */
  public enum Goal {
    COMPLETE,
    CANCEL,
    DELETE,
    /** Nothing of this host any more: it was given to another one, or given up. */
    ABANDON
  }

  /** The same prebuild, with nothing wanted of it here any more. */
  public PrebuildSpec abandoned() {
    return new PrebuildSpec(
        id,
        projectId,
        environmentClass,
        repository,
        devContainer,
        tasks,
        excluded,
        Goal.ABANDON,
        timeout,
        createdAt,
        reported);
  }

  /**
   * What the control plane was last told.
   *
   * @param statusVersion a report must carry a greater one
   */
  public record Reported(PrebuildPhase phase, long statusVersion) {}
}
