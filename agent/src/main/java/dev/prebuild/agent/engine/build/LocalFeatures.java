package dev.prebuild.agent.engine.build;

import dev.prebuild.snapshot.host.PrebuildException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Copies features that are folders of the repository. Whoever gets the copies follows links, as
 * root, so there must be none in them.
 */
final class LocalFeatures {
  private static final int MOST_FILES = 10_000;
  private static final long MOST_BYTES = 256L << 20;

  private final CheckoutFiles files;
  private final Path folder;
  private final Path target;
  private int copiedFiles;
  private long copiedBytes;

  /**
   * @param file path of the devcontainer.json in the repository
   * @param target stands for the repository's root
   */
  LocalFeatures(CheckoutFiles files, String file, Path target) {
    this.files = files;
    this.folder = Path.of("/" + file).resolveSibling(".").normalize();
    this.target = target;
  }

  /**
   * Copies one to the path that it has in the repository.
   *
   * @param feature as the devcontainer.json names it
   */
  void copyIfLocal(String feature) {
    if (!feature.startsWith("./") && !feature.startsWith("../")) {
      return;
    }
    String path = folder.resolve(feature).normalize().toString().substring(1);
    Path source = files.folder(path);
    try {
      Files.walkFileTree(source, new Copy(feature, source, target.resolve(path)));
    } catch (IOException e) {
      throw new UncheckedIOException("copying feature " + feature, e);
    }
  }

  private final class Copy extends SimpleFileVisitor<Path> {
    private final String feature;
    private final Path source;
    private final Path copy;

    Copy(String feature, Path source, Path copy) {
      this.feature = feature;
      this.source = source;
      this.copy = copy;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
        throws IOException {
      count(0);
      Files.createDirectories(copied(folder));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (attributes.isSymbolicLink()) {
        throw new PrebuildException(
            "feature %s has a link, %s; put a file in its place"
                .formatted(feature, source.relativize(file)));
      }
      if (attributes.isRegularFile()) {
        count(attributes.size());
        Files.copy(file, copied(file), StandardCopyOption.COPY_ATTRIBUTES);
      }
      return FileVisitResult.CONTINUE;
    }

    private Path copied(Path original) {
      return copy.resolve(source.relativize(original));
    }

    private void count(long bytes) {
      copiedFiles++;
      copiedBytes += bytes;
      if (copiedFiles > MOST_FILES || copiedBytes > MOST_BYTES) {
        throw new PrebuildException(
            "the features of the repository have more than %,d files or %,d bytes; make them smaller"
                .formatted(MOST_FILES, MOST_BYTES));
      }
    }
  }
}
