package dev.prebuild.agent.engine;

import com.github.dockerjava.api.command.InspectImageResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The names that an image goes by.
 *
 * @param ours by which it is the snapshot; the one that all others know it by is the last
 * @param others that somebody else has given to it
 */
record SnapshotNames(List<String> ours, List<String> others) {

  static SnapshotNames of(InspectImageResponse image, UUID snapshotId) {
    return of(
        Objects.requireNonNullElse(image.getRepoTags(), List.of()),
        Objects.requireNonNullElse(image.getRepoDigests(), List.of()),
        snapshotId);
  }

  /**
   * A registry's names for it end in its id too, and those by its digest go with them.
   *
   * @param tags REPOSITORY:TAG
   * @param digests REPOSITORY@DIGEST
   */
  static SnapshotNames of(List<String> tags, List<String> digests, UUID snapshotId) {
    String local = Naming.snapshotImage(snapshotId);
    List<String> others = tags.stream().filter(tag -> !isOurs(tag, snapshotId)).toList();
    Set<String> othersRepositories =
        others.stream().map(SnapshotNames::repository).collect(Collectors.toSet());
    List<String> ours = new ArrayList<>();
    tags.stream().filter(tag -> isOurs(tag, snapshotId) && !tag.equals(local)).forEach(ours::add);
    digests.stream()
        .filter(digest -> !othersRepositories.contains(digest.split("@", 2)[0]))
        .forEach(ours::add);
    if (tags.contains(local)) {
      ours.add(local);
    }
    return new SnapshotNames(List.copyOf(ours), others);
  }

  private static boolean isOurs(String tag, UUID snapshotId) {
    return tag.endsWith(":" + snapshotId);
  }

  private static String repository(String tag) {
    return tag.substring(0, tag.lastIndexOf(':'));
  }
}
