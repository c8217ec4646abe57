package dev.prebuild.snapshot.source;

import java.util.List;
import java.util.Optional;

/**
 * The files of a checkout. Paths are relative to its root, with slashes. Links are not followed.
 */
public interface SourceTree {

  /**
   * The text of a file; empty if there is no regular file of that path.
   *
   * @param mostBytes size up to which it is read
   * @throws UnreadableSourceException if it is larger, or no UTF-8 text, or leads out of the
   *     checkout
   */
  Optional<String> read(String path, int mostBytes);

  /** Names of the folders in a folder, sorted; none if there is no such folder. */
  List<String> folders(String path);
}
