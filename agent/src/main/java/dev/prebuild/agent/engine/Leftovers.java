package dev.prebuild.agent.engine;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What lies on the host for containers that may be gone: those of an earlier run, and those whose
 * making or removal was cut off along with the engine. Whatever is taken up between {@link
 * #suspect} and {@link #drain} is no leftover, since the list of containers in between may be older
 * than it.
 */
final class Leftovers {
  private final Set<UUID> suspects = new HashSet<>();

  /** All of these will be leftovers, unless they are in use. */
  synchronized void suspect(Collection<UUID> ids) {
    suspects.addAll(ids);
  }

  /** Somebody is about to use it. */
  synchronized void takeUp(UUID id) {
    suspects.remove(id);
  }

  /**
   * Those that are in nobody's use; they are suspected no longer.
   *
   * @param inUse of the containers that there are, listed after the suspicion
   */
  synchronized List<UUID> drain(Set<UUID> inUse) {
    List<UUID> unused = suspects.stream().filter(id -> !inUse.contains(id)).toList();
    suspects.clear();
    return unused;
  }
}
