package dev.prebuild.agent.engine;

import com.github.dockerjava.api.command.InspectImageResponse;
import dev.prebuild.agent.engine.EngineException.Kind;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Removes snapshots. The engine's own refusals are the last resort, not the rule. */
final class SnapshotImages {
  private final Engine engine;
  private final Images images;

  SnapshotImages(Engine engine, Images images) {
    this.engine = engine;
    this.images = images;
  }

  /**
   * Removes all names by which an image is the snapshot, and the image with its last one; no error
   * if there is none.
   *
   * @throws EngineException a conflict while a container is made from it; then it keeps its names
   */
  void remove(UUID snapshotId) {
    Optional<InspectImageResponse> image = images.findSnapshot(snapshotId);
    if (image.isEmpty()) {
      return;
    }
    // Of several names the engine would remove all but the last one whoever uses the image.
    if (used().contains(Objects.requireNonNull(image.get().getId()))) {
      throw new EngineException(
          Kind.CONFLICT, "removing snapshot %s: a container is made from it".formatted(snapshotId));
    }
    SnapshotNames.of(image.get(), snapshotId).ours().forEach(images::remove);
  }

  /** Ids of the images that a container of the engine is made from, whoever's it is. */
  Set<String> used() {
    return engine
        .call("listing containers", client -> client.listContainersCmd().withShowAll(true).exec())
        .stream()
        .map(container -> Optional.ofNullable(container.getImageId()))
        .flatMap(Optional::stream)
        .collect(Collectors.toSet());
  }
}
