package dev.prebuild.agent.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** A folder with all that is in it. */
public final class FolderTree {
  private FolderTree() {}

  /**
   * Removes it. Links are removed, not followed; what is gone already, or goes meanwhile, is as
   * wanted.
   *
   * @throws UncheckedIOException if something stays
   */
  public static void remove(Path folder) {
    try {
      Files.walkFileTree(folder, new Removal());
    } catch (IOException e) {
      throw new UncheckedIOException("removing " + folder, e);
    }
  }

  /**
   * Size of the regular files in it; 0 if there is none. What goes meanwhile does not count.
   *
   * @throws UncheckedIOException if it cannot be read
   */
  public static long bytes(Path folder) {
    Sum sum = new Sum();
    try {
      Files.walkFileTree(folder, sum);
      return sum.bytes;
    } catch (IOException e) {
      throw new UncheckedIOException("measuring " + folder, e);
    }
  }

  private static final class Sum extends SimpleFileVisitor<Path> {
    private long bytes;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      bytes += attributes.isRegularFile() ? attributes.size() : 0;
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }
  }

  private static final class Removal extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
        throws IOException {
      if (e != null && !(e instanceof NoSuchFileException)) {
        throw e;
      }
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
