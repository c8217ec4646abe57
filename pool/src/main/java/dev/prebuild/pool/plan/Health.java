package dev.prebuild.pool.plan;

import java.util.Optional;
import java.util.UUID;

/**
 * What experience says of the wanted snapshot and of the host.
 *
 * @param isProven whether the wanted snapshot has yielded a ready instance
 * @param fallback the snapshot that instances were made from before; empty once the wanted one is
 *     proven, or if none can be made from it any more
 * @param creating pause after instances could not be made: the fault is likely the snapshot's
 * @param handling pause after instances could not be started, stopped or removed: the fault is
 *     likely the host's
 */
public record Health(
    boolean isProven, Optional<UUID> fallback, Backoff creating, Backoff handling) {

  /** Nothing has failed, and nothing is proven. */
  public static final Health UNKNOWN =
      new Health(false, Optional.empty(), Backoff.NONE, Backoff.NONE);
}
