package dev.prebuild.snapshot.retention;

import java.util.Set;
import java.util.UUID;

/**
 * Who has something to say about snapshots.
 *
 * @param areKnown whether the control plane has said what it wants, in this life of the agent
 * @param wanted by pools
 * @param deleted by the control plane
 * @param unfinished prebuilds whose end has not been told: their snapshots are their own affair
 */
public record Wishes(boolean areKnown, Set<UUID> wanted, Set<UUID> deleted, Set<UUID> unfinished) {
  public Wishes {
    wanted = Set.copyOf(wanted);
    deleted = Set.copyOf(deleted);
    unfinished = Set.copyOf(unfinished);
  }
}
