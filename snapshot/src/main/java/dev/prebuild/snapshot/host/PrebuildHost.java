package dev.prebuild.snapshot.host;

import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.snapshot.devcontainer.ImageFacts;
import dev.prebuild.snapshot.devcontainer.ImageSource;
import dev.prebuild.snapshot.lifecycle.Evidence;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What prebuilds need of the host that runs them. Calls block and end early when interrupted. Each
 * may throw {@link HostUnavailableException}, after which it is worth another try, or {@link
 * PrebuildException}, after which it is not.
 */
public interface PrebuildHost {

  /** Prebuilds that have a container here. */
  Set<UUID> prebuilds();

  /**
   * What is there of this prebuild.
   *
   * @param names of its steps, then of its services, in order; empty if they are not known
   */
  Evidence observe(PrebuildSpec spec, List<String> names);

  /**
   * Makes sure that an image is there: looks for it, pulls it, or builds it. What is printed on the
   * way goes into the prebuild's log.
   *
   * @param checkout the repository, for what is built from it
   */
  ImageFacts obtain(PrebuildSpec spec, ImageSource source, Path checkout)
      throws InterruptedException;

  /**
   * Makes the prebuild's container with the sources in it, and starts its steps. What an earlier
   * try has left is removed first.
   *
   * @param checkout goes to the plan's source folder
   */
  void launch(PrebuildSpec spec, LaunchPlan plan, Path checkout) throws InterruptedException;

  /** Returns when the steps are over, or after {@code atMost}. */
  void awaitEnd(PrebuildSpec spec, Duration atMost) throws InterruptedException;

  /** Removes the prebuild's container and what belongs to it; no error if there is none. */
  void removeContainer(UUID prebuildId);
}
