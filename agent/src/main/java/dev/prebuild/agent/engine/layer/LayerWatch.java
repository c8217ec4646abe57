package dev.prebuild.agent.engine.layer;

import dev.prebuild.snapshot.progress.Contents;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Watches a commit from outside: the engine says nothing until it ends, but the layer that it
 * writes grows in a folder of its own under the overlay2 data root, beside the others and on top of
 * the same lower ones as the container's (measured on Docker 20.10 and 26). It is written entry by
 * entry in a known order, so a few looks tell how far it has come.
 */
public final class LayerWatch {
  private static final String DIFF = "diff";

  private final Contents<Path> contents;
  private final Path layers;
  private final String chain;
  private final Set<Path> before;
  private Optional<Path> found = Optional.empty();

  private LayerWatch(Contents<Path> contents, Path layers, String chain, Set<Path> before) {
    this.contents = contents;
    this.layers = layers;
    this.chain = chain;
    this.before = before;
  }

  /**
   * Begins before the commit does. Until the watch has {@linkplain #hasFound found} its layer, no
   * other commit may begin, or either could be taken for the other.
   *
   * @param diff where what the container has written lies
   * @param contents what that is
   * @return empty where that is not laid out as overlay2 does, or may not be read
   */
  public static Optional<LayerWatch> begin(Path diff, Contents<Path> contents) {
    try {
      Path container = parent(diff);
      Path layers = parent(container);
      return Optional.of(new LayerWatch(contents, layers, chain(container), list(layers)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Path parent(Path path) throws IOException {
    Path parent = path.getParent();
    if (parent == null) {
      throw new FileNotFoundException(path + " lies in no folder");
    }
    return parent;
  }

  /** The layers below a container's own: its first one is the engine's, made for it alone. */
  private static String chain(Path container) throws IOException {
    String lower = Files.readString(container.resolve("lower")).strip();
    int end = lower.indexOf(':');
    return end < 0 ? "" : lower.substring(end + 1);
  }

  private static Set<Path> list(Path layers) throws IOException {
    try (Stream<Path> all = Files.list(layers)) {
      return all.collect(Collectors.toCollection(HashSet::new));
    }
  }

  /** Looks whether the engine has begun to write, unless it was seen to before. */
  public boolean hasFound() {
    if (found.isEmpty()) {
      found = newLayer();
    }
    return found.isPresent();
  }

  private Optional<Path> newLayer() {
    try {
      return list(layers).stream()
          .filter(layer -> !before.contains(layer) && !isOfNewContainer(layer))
          .filter(this::isOnChain)
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException("looking for the layer that a commit writes", e);
    }
  }

  /**
   * A container that is made meanwhile gets two layers, of which the first is on the same chain.
   */
  private static boolean isOfNewContainer(Path layer) {
    return layer.toString().endsWith("-init");
  }

  /** One that is only just made has no such file yet. */
  private boolean isOnChain(Path layer) {
    try {
      return Files.readString(layer.resolve("lower")).strip().equals(chain);
    } catch (IOException e) {
      return false;
    }
  }

  /** The work that has been done of what is to be written. */
  public long done() {
    return hasFound()
        ? contents.done(entry -> LayerTree.size(found.orElseThrow().resolve(DIFF), entry))
        : 0;
  }
}
