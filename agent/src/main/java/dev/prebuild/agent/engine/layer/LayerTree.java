package dev.prebuild.agent.engine.layer;

import dev.prebuild.snapshot.progress.Contents;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a container has written on top of its image: a folder tree of overlay2. */
public final class LayerTree {
  private LayerTree() {}

  /**
   * Where the tree of a container lies.
   *
   * @param dataRoot of its engine
   * @return empty where the data root is not laid out as overlay2 does, or may not be read
   */
  public static Optional<Path> find(Path dataRoot, String containerId) {
    Path name = dataRoot.resolve("image/overlay2/layerdb/mounts/" + containerId + "/mount-id");
    try {
      return Optional.of(
              dataRoot.resolve("overlay2").resolve(Files.readString(name).strip()).resolve("diff"))
          .filter(Files::isReadable);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * All that is in a tree, in the order in which the engine copies it: each folder before what is
   * in it, names by their bytes. Links are not followed.
   *
   * @return paths below the root
   */
  public static Contents<Path> contents(Path root) throws IOException {
    Contents.Collector<Path> collector = new Contents.Collector<>();
    collect(root, root, collector);
    return collector.finish();
  }

  private static void collect(Path root, Path folder, Contents.Collector<Path> collector)
      throws IOException {
    for (Path entry : sorted(folder)) {
      BasicFileAttributes attributes =
          Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      collector.add(root.relativize(entry), attributes.isRegularFile() ? attributes.size() : 0);
      if (attributes.isDirectory()) {
        collect(root, entry, collector);
      }
    }
  }

  /** What is in a folder, by the bytes of the names. */
  static List<Path> sorted(Path folder) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(entries::add);
    }
    Collections.sort(entries);
    return entries;
  }

  /** Looks for an entry of a tree; empty if it is not there, or cannot be looked at. */
  public static OptionalLong size(Path root, Path entry) {
    try {
      return OptionalLong.of(
          Files.readAttributes(
                  root.resolve(entry), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
              .size());
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
