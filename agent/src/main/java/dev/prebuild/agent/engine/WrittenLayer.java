package dev.prebuild.agent.engine;

import dev.prebuild.agent.engine.layer.LayerWatch;
import dev.prebuild.snapshot.progress.Contents;
import dev.prebuild.snapshot.progress.Footprint;
import java.nio.file.Path;
import java.util.Optional;

/** What a container has written on top of its image. */
sealed interface WrittenLayer {

  Footprint footprint();

  /** Begins to watch how it is committed, if that can be seen. */
  Optional<LayerWatch> watch();

  /** It lies on this host's disk, and can be read. */
  record OnDisk(Path folder, Contents<Path> contents) implements WrittenLayer {
    @Override
    public Footprint footprint() {
      return contents.total();
    }

    @Override
    public Optional<LayerWatch> watch() {
      return LayerWatch.begin(folder, contents);
    }
  }

  /**
   * Only the engine can tell.
   *
   * @param bytes that were written; into how many files is not known
   */
  record Elsewhere(long bytes) implements WrittenLayer {
    @Override
    public Footprint footprint() {
      return new Footprint(bytes, 0);
    }

    @Override
    public Optional<LayerWatch> watch() {
      return Optional.empty();
    }
  }
}
