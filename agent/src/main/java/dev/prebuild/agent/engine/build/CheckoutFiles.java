package dev.prebuild.agent.engine.build;

import dev.prebuild.snapshot.host.PrebuildException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Files of a checkout by their paths in the repository. Links are followed as long as they stay in
 * it. Nothing runs in a checkout, so what was looked at does not change any more.
 */
final class CheckoutFiles {
  private final Path root;

  CheckoutFiles(Path checkout) {
    try {
      this.root = checkout.toRealPath();
    } catch (IOException e) {
      throw new PrebuildException("the checkout %s cannot be read: %s".formatted(checkout, e), e);
    }
  }

  /**
   * A folder.
   *
   * @param path in the repository; empty for its root
   * @throws PrebuildException if there is none, or it is not in the repository
   */
  Path folder(String path) {
    return find(path)
        .filter(Files::isDirectory)
        .orElseThrow(
            () -> new PrebuildException("there is no folder %s in the repository".formatted(path)));
  }

  /**
   * The text of a file; empty if there is none.
   *
   * @throws PrebuildException if it is larger than {@code mostBytes}, no plain file, or not in the
   *     repository
   */
  Optional<String> text(String path, int mostBytes) {
    return find(path).map(file -> read(path, file, mostBytes));
  }

  private static String read(String path, Path file, int mostBytes) {
    if (!Files.isRegularFile(file)) {
      throw new PrebuildException(path + " is no plain file; put one in its place");
    }
    try (InputStream content = Files.newInputStream(file)) {
      byte[] bytes = content.readNBytes(mostBytes + 1);
      if (bytes.length > mostBytes) {
        throw new PrebuildException(
            "%s has more than %,d bytes; make it smaller".formatted(path, mostBytes));
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new PrebuildException("%s cannot be read: %s".formatted(path, e), e);
    }
  }

  /** Empty if nothing is there. */
  Optional<Path> find(String path) {
    try {
      Path real = root.resolve(path).toRealPath();
      if (!real.startsWith(root)) {
        throw new PrebuildException(
            "%s leads out of the repository; name a path in it, without links to elsewhere"
                .formatted(path));
      }
      return Optional.of(real);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new PrebuildException("%s cannot be read: %s".formatted(path, e), e);
    }
  }
}
