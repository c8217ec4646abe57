package dev.prebuild.snapshot.retention;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A snapshot that a host holds.
 *
 * @param createdAt when it was committed
 * @param layers all of its image
 * @param isUsed whether a container is made from it, running or not
 */
public record HeldSnapshot(
    UUID id, Pair pair, Instant createdAt, List<Layer> layers, boolean isUsed) {

  /** What it is a snapshot of. */
  public record Pair(UUID projectId, UUID classId) {}

  public HeldSnapshot {
    layers = List.copyOf(layers);
  }

  /** What all its layers take, whoever else has them. */
  public long bytes() {
    return layers.stream().mapToLong(Layer::bytes).sum();
  }
}
