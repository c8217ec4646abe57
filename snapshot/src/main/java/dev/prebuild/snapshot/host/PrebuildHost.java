package dev.prebuild.snapshot.host;

import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.snapshot.lifecycle.Evidence;
import dev.prebuild.snapshot.lifecycle.Snapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntConsumer;

/**
 * What prebuilds need of the host that runs them. Calls block and end early when interrupted. Each
 * may throw {@link HostUnavailableException}, after which it is worth another try, or {@link
 * PrebuildException}, after which it is not.
 */
public interface PrebuildHost {

  /** Prebuilds that have a container here. */
  Set<UUID> prebuilds();

  /** What is there of this prebuild. */
  Evidence observe(PrebuildSpec spec);

  /**
   * Makes the prebuild's container with the sources in it, and starts its steps. What an earlier
   * try has left is removed first.
   *
   * @param sources a folder that holds the workspace at its path below the root
   */
  void launch(PrebuildSpec spec, Path sources) throws InterruptedException;

  /** Returns when the steps are over, or after {@code atMost}. */
  void awaitEnd(UUID prebuildId, Duration atMost) throws InterruptedException;

  /**
   * Makes the snapshot of a prebuild whose steps are over.
   *
   * @param progress told each new percentage, 0 to 99
   */
  Snapshot commit(PrebuildSpec spec, IntConsumer progress) throws InterruptedException;

  /** Removes the prebuild's container and what belongs to it; no error if there is none. */
  void removeContainer(UUID prebuildId);

  /**
   * Removes the snapshot; no error if there is none.
   *
   * @throws HostUnavailableException while something is made from it
   */
  void removeSnapshot(UUID prebuildId);
}
