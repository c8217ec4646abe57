package dev.prebuild.agent.engine.layer;

import dev.prebuild.snapshot.secrets.NeedleSearch;
import dev.prebuild.snapshot.secrets.SearchTally;
import dev.prebuild.snapshot.secrets.StreamSearch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Searches what a container has written: what is in files, their names, and where links lead. Links
 * are not followed, and nothing but files is opened. The container is at rest, so nothing changes
 * under the search.
 */
public final class LayerSearch {
  /** Below that, asking whether a file was searched under another name takes as long as reading. */
  private static final long SMALL_BYTES = 64 * 1024;

  private final NeedleSearch needles;
  private final StreamSearch content;
  private final SearchTally tally;

  /** Files of several names that were searched under one of them. */
  private final Set<Object> linked = new HashSet<>();

  private LayerSearch(NeedleSearch needles, SearchTally tally) {
    this.needles = needles;
    this.content = new StreamSearch(needles);
    this.tally = tally;
  }

  /**
   * Searches until it is through, or enough has been found.
   *
   * @param root what is {@code /} in the container
   * @throws IOException if a folder cannot be read; a file that cannot be is told as not searched
   */
  public static void search(Path root, NeedleSearch needles, SearchTally tally)
      throws IOException, InterruptedException {
    new LayerSearch(needles, tally).searchFolder(root, "");
  }

  private void searchFolder(Path folder, String path) throws IOException, InterruptedException {
    for (Path entry : LayerTree.sorted(folder)) {
      if (tally.isFull()) {
        return;
      }
      if (Thread.interrupted()) {
        throw new InterruptedException("while looking for secrets");
      }
      search(entry, path + "/" + entry.getFileName());
    }
  }

  private void search(Path entry, String path) throws IOException, InterruptedException {
    if (needles.isIn(path)) {
      tally.foundInName(path);
    }
    BasicFileAttributes attributes =
        Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (attributes.isDirectory()) {
      searchFolder(entry, path);
    } else if (attributes.isSymbolicLink()) {
      if (needles.isIn(Files.readSymbolicLink(entry).toString())) {
        tally.foundIn(path);
      }
    } else if (attributes.isRegularFile() && !wasSearched(entry, attributes.size())) {
      searchFile(entry, path, attributes.size());
    }
  }

  private boolean wasSearched(Path file, long bytes) throws IOException {
    if (bytes < SMALL_BYTES) {
      return bytes == 0;
    }
    Map<String, Object> inode =
        Files.readAttributes(file, "unix:nlink,fileKey", LinkOption.NOFOLLOW_LINKS);
    return ((Number) Objects.requireNonNull(inode.get("nlink"))).longValue() > 1
        && !linked.add(Objects.requireNonNull(inode.get("fileKey")));
  }

  private void searchFile(Path file, String path, long bytes) throws InterruptedException {
    if (!tally.hasRoomFor(bytes)) {
      tally.notSearched(path, bytes);
      return;
    }
    try (InputStream source = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      if (content.isIn(source)) {
        tally.foundIn(path);
      }
      tally.searched(bytes);
    } catch (ClosedByInterruptException e) {
      throw interrupted();
    } catch (IOException e) {
      tally.notSearched(path, bytes);
    }
  }

  /** The channel has left the interrupt standing. */
  private static InterruptedException interrupted() {
    Thread.interrupted();
    return new InterruptedException("while looking for secrets");
  }
}
