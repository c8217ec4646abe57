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

  /** What is here now and of no container that is listed from here on is left over. */
  void suspectAll() {
    folders.suspectAll();
    markers.suspectAll();
    classes.suspectAll();
  }

  /** Removes what is left of containers that are not there any more. */
  void removeLeftovers(Set<UUID> inUse) {
    folders.removeLeftovers(inUse);
    markers.removeLeftovers(inUse);
    classes.removeLeftovers(inUse);
  }
}
