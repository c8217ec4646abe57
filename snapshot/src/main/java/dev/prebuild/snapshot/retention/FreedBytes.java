package dev.prebuild.snapshot.retention;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the removal of snapshots frees, one after the other: a layer goes with the last image that
 * has it.
 */
final class FreedBytes {
  private final Set<String> otherLayers;
  private final Map<String, Integer> owners = new HashMap<>();

  FreedBytes(Holdings holdings) {
    this.otherLayers = holdings.otherLayers();
    for (HeldSnapshot snapshot : holdings.snapshots()) {
      for (Layer layer : snapshot.layers()) {
        owners.merge(layer.id(), 1, Integer::sum);
      }
    }
  }

  /** Takes a snapshot away, and returns what that frees. */
  long remove(HeldSnapshot snapshot) {
    long freed = 0;
    for (Layer layer : snapshot.layers()) {
      boolean wasLast = owners.merge(layer.id(), -1, Integer::sum) == 0;
      freed += wasLast && !otherLayers.contains(layer.id()) ? layer.bytes() : 0;
    }
    return freed;
  }

  /** What its removal would free if all others stayed. */
  long byOneAlone(HeldSnapshot snapshot) {
    return snapshot.layers().stream()
        .filter(layer -> owners.getOrDefault(layer.id(), 0) == 1)
        .filter(layer -> !otherLayers.contains(layer.id()))
        .mapToLong(Layer::bytes)
        .sum();
  }

  /** Those of the candidates whose removal helps to free anything, once all of them are gone. */
  List<HeldSnapshot> useful(List<HeldSnapshot> candidates) {
    Map<String, Integer> left = new HashMap<>(owners);
    for (HeldSnapshot candidate : candidates) {
      candidate.layers().forEach(layer -> left.merge(layer.id(), -1, Integer::sum));
    }
    return candidates.stream()
        .filter(candidate -> candidate.layers().stream().anyMatch(layer -> isFreed(layer, left)))
        .toList();
  }

  private boolean isFreed(Layer layer, Map<String, Integer> left) {
    return layer.bytes() > 0
        && left.getOrDefault(layer.id(), 0) == 0
        && !otherLayers.contains(layer.id());
  }
}
