package dev.prebuild.snapshot.host;

import dev.prebuild.config.spec.Repository;
import java.util.UUID;

/** Gets sources onto the host, with the executor's credentials, which stay here. */
public interface SourceFetcher {

  /**
   * Fetches a repository at its ref; what an earlier try has left is removed first.
   *
   * @throws PrebuildException if it cannot be had: refused, not found, no such ref
   */
  Sources fetch(UUID prebuildId, Repository repository) throws InterruptedException;

  /** Removes what was fetched for this prebuild; no error if there is nothing. */
  void remove(UUID prebuildId);
}
