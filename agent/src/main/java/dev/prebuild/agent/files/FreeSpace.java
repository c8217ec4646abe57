package dev.prebuild.agent.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is left of a disk, and what there is of it. */
public final class FreeSpace {
  private FreeSpace() {}

  /** Of the disk that a folder is on, in bytes; without what only root may use. */
  public static long bytes(Path folder) {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException("asking for the free space of " + folder, e);
    }
  }

  /** All of the disk that a folder is on, in bytes. */
  public static long totalBytes(Path folder) {
    try {
      return Files.getFileStore(folder).getTotalSpace();
    } catch (IOException e) {
      throw new UncheckedIOException("asking for the size of the disk of " + folder, e);
    }
  }
}
