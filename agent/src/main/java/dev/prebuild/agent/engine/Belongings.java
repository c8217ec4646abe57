package dev.prebuild.agent.engine;

import java.util.Set;
import java.util.UUID;

/** What lies on the host for each instance, beside its container, and goes with it. */
record Belongings(PrivateFolders folders, ReadyMarkers markers, ClaimedClasses classes) {

  /** The container is gone. */
  void remove(UUID instanceId) {
    folders.remove(instanceId);
    markers.clear(instanceId);
    classes.remove(instanceId);
  }

  /** Removes what an earlier run has left of instances that are not there any more. */
  void removeLeftovers(Set<UUID> inUse) {
    folders.removeLeftovers(inUse);
    markers.removeLeftovers(inUse);
    classes.removeLeftovers(inUse);
  }
}
