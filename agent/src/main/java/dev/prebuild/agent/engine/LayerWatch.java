package dev.prebuild.agent.engine;

import dev.prebuild.snapshot.progress.Footprint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Watches a commit from outside: the engine says nothing until it ends, but the layer that it
 * writes grows in a folder of its own under the overlay2 data root, beside the others and on top of
 * the same lower ones as the container's (measured on Docker 20.10 and 26).
 */
final class LayerWatch {
  private final Path layers;
  private final Path container;
  private final String chain;
  private final Set<Path> before;

  private LayerWatch(Path layers, Path container, String chain, Set<Path> before) {
    this.layers = layers;
    this.container = container;
    this.chain = chain;
    this.before = before;
  }

  /**
   * Begins before the commit does.
   *
   * @return empty where the data root is not laid out as overlay2 does, or may not be read
   */
  static Optional<LayerWatch> open(Path dataRoot, String containerId) {
    Path layers = dataRoot.resolve("overlay2");
    try {
      String mount =
          Files.readString(
              dataRoot.resolve("image/overlay2/layerdb/mounts/" + containerId + "/mount-id"));
      Path container = layers.resolve(mount.strip());
      return Optional.of(new LayerWatch(layers, container, chain(container), list(layers)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The layers below a container's own: its first one is the engine's, made for it alone. */
  private static String chain(Path container) throws IOException {
    String lower = Files.readString(container.resolve("lower")).strip();
    int end = lower.indexOf(':');
    return end < 0 ? "" : lower.substring(end + 1);
  }

  private static Set<Path> list(Path layers) throws IOException {
    try (Stream<Path> all = Files.list(layers)) {
      return all.collect(Collectors.toSet());
    }
  }

  /** What is to be written. */
  Footprint expected() {
    return footprint(container.resolve("diff"));
  }

  /** What has been written so far. */
  Footprint written() {
    return newLayer().map(layer -> footprint(layer.resolve("diff"))).orElse(Footprint.EMPTY);
  }

  private Optional<Path> newLayer() {
    try {
      return list(layers).stream()
          .filter(layer -> !before.contains(layer))
          .filter(this::isOnChain)
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private boolean isOnChain(Path layer) {
    try {
      return Files.readString(layer.resolve("lower")).strip().equals(chain);
    } catch (IOException e) {
      return false;
    }
  }

  private static Footprint footprint(Path folder) {
    Counter counter = new Counter();
    try {
      Files.walkFileTree(folder, counter);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Footprint(counter.bytes, counter.files);
  }

  private static final class Counter extends SimpleFileVisitor<Path> {
    private long bytes;
    private long files;

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      files++;
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      files++;
      bytes += attributes.isRegularFile() ? attributes.size() : 0;
      return FileVisitResult.CONTINUE;
    }

    /** The engine is at work in there: what has gone meanwhile is not counted. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) {
      return FileVisitResult.CONTINUE;
    }
  }
}
