package dev.prebuild.snapshot.host;

import dev.prebuild.config.spec.Repository;
import java.nio.file.Path;
import java.util.UUID;

/** Gets sources onto the host, with the executor's credentials, which stay here. */
public interface SourceFetcher {

  /**
   * Fetches a repository at its ref; what an earlier try has left is removed first.
   *
   * @return a folder that holds the checkout at the workspace's path below the root
   * @throws PrebuildException if it cannot be had: refused, not found, no such ref
   */
  Path fetch(UUID prebuildId, Repository repository) throws InterruptedException;

  /** Removes what was fetched for this prebuild; no error if there is nothing. */
  void remove(UUID prebuildId);
}
