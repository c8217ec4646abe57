package dev.prebuild.agent.engine;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Which instances have been seen ready, and in which of their runs: a file for each that names when
 * the run began. On the host's tmpfs, since no run outlives the host; not in the instance's private
 * folder, since it is none of its business.
 */
final class ReadyMarkers {
  private final InstanceFiles files;

  /**
   * @param runtime the agent's runtime folder
   */
  ReadyMarkers(Path runtime) {
    this.files = new InstanceFiles(runtime.resolve("ready"));
  }

  /** The instance is ready, in the run that began then. */
  void set(UUID instanceId, Instant startedAt) {
    files.write(instanceId, startedAt.toString());
  }

  void clear(UUID instanceId) {
    files.remove(instanceId);
  }

  /** Whether the instance was ready in this run or an earlier one. */
  boolean isThere(UUID instanceId) {
    return files.exists(instanceId);
  }

  /**
   * Whether the instance was seen ready in its present run. The marker of an earlier run is
   * removed, since a list, unlike a look, does not say when a run began.
   *
   * @param startedAt of the present run; empty if that is not known: then any marker counts
   */
  boolean covers(UUID instanceId, Optional<Instant> startedAt) {
    if (startedAt.isEmpty()) {
      return files.exists(instanceId);
    }
    Optional<String> marked = files.read(instanceId);
    boolean isOfThisRun = marked.equals(startedAt.map(Instant::toString));
    if (marked.isPresent() && !isOfThisRun) {
      files.remove(instanceId);
    }
    return isOfThisRun;
  }

  void suspectAll() {
    files.suspectAll();
  }

  void removeLeftovers(Set<UUID> inUse) {
    files.removeLeftovers(inUse);
  }
}
