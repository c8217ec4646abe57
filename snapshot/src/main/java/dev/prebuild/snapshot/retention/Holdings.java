package dev.prebuild.snapshot.retention;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a host holds at one moment.
 *
 * @param snapshots all of the runner
 * @param otherLayers ids of the layers that stay whatever becomes of the snapshots: other images
 *     have them
 */
public record Holdings(List<HeldSnapshot> snapshots, Set<String> otherLayers) {
  public Holdings {
    snapshots = List.copyOf(snapshots);
    otherLayers = Set.copyOf(otherLayers);
  }

  /** What the removal of one of the snapshots would free: the layers that nobody else has. */
  public long bytesFreedBy(HeldSnapshot snapshot) {
    return new FreedBytes(this).remove(snapshot);
  }

  /** What the snapshots take, layers that several share counted once. */
  public long bytes() {
    Map<String, Long> layers = new HashMap<>();
    snapshots.stream()
        .flatMap(snapshot -> snapshot.layers().stream())
        .forEach(layer -> layers.put(layer.id(), layer.bytes()));
    return layers.values().stream().mapToLong(Long::longValue).sum();
  }
}
