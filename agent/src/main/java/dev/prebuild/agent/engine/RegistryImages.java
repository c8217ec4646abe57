package dev.prebuild.agent.engine;

import com.github.dockerjava.api.model.Image;
import dev.prebuild.config.spec.SnapshotReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The names of snapshots: the one that makes an image a snapshot, and those in registries. What is
 * in a registry the engine knows itself, of all that it has pushed and pulled.
 */
final class RegistryImages {
  private final Images images;

  RegistryImages(Images images) {
    this.images = images;
  }

  /** Where the snapshots of a runner are that are both here and in a repository. */
  Map<UUID, SnapshotReference> published(UUID runnerId, String repository) {
    Map<UUID, SnapshotReference> published = new HashMap<>();
    for (Image image : images.listSnapshots(runnerId)) {
      reference(image.getRepoDigests(), repository)
          .ifPresent(
              reference -> Images.snapshotIds(image).forEach(id -> published.put(id, reference)));
    }
    return published;
  }

  /** The snapshots of a runner that are here, and not in a repository. */
  Set<UUID> unpublished(UUID runnerId, String repository) {
    return images.listSnapshots(runnerId).stream()
        .filter(image -> reference(image.getRepoDigests(), repository).isEmpty())
        .flatMap(Images::snapshotIds)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Stream<String> texts(String @Nullable [] texts) {
    return texts == null ? Stream.empty() : Stream.of(texts);
  }

  /**
   * Where in a repository an image is.
   *
   * @param digests of the image, as the engine names them
   */
  static Optional<SnapshotReference> reference(@Nullable List<String> digests, String repository) {
    return digests == null ? Optional.empty() : reference(digests.stream(), repository);
  }

  private static Optional<SnapshotReference> reference(
      String @Nullable [] digests, String repository) {
    return reference(texts(digests), repository);
  }

  private static Optional<SnapshotReference> reference(Stream<String> digests, String repository) {
    return digests
        .filter(digest -> digest.startsWith(repository + "@"))
        .sorted()
        .map(SnapshotReference::parse)
        .findFirst();
  }
}
