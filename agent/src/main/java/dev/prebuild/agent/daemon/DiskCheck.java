package dev.prebuild.agent.daemon;

import dev.prebuild.agent.engine.Engine;
import dev.prebuild.agent.files.FreeSpace;
import dev.prebuild.config.settings.Settings;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Free space where the engine keeps its data, and the agent its state. */
final class DiskCheck {
  private final Path state;
  private final long minimumFree;
  private final Engine engine;

  DiskCheck(Settings settings, Engine engine) {
    this.state = settings.paths().state();
    this.minimumFree = settings.disk().minimumFree().toBytes();
    this.engine = engine;
  }

  /** What is wrong, if anything is. */
  Optional<String> failure() {
    return folders().stream().map(this::failure).flatMap(Optional::stream).findFirst();
  }

  private Optional<String> failure(Path folder) {
    try {
      long free = FreeSpace.bytes(folder);
      return free >= minimumFree
          ? Optional.empty()
          : Optional.of(
              "%s has %d MiB free, %d MiB are the least (disk.minimumFree); remove old snapshots or enlarge it"
                  .formatted(folder, free >> 20, minimumFree >> 20));
    } catch (UncheckedIOException e) {
      return Optional.of("%s (%s)".formatted(e.getMessage(), e.getCause()));
    }
  }

  /** Below it the host is short, in bytes. */
  long minimumFree() {
    return minimumFree;
  }

  /** Of the folder that has the least; none of one that cannot be asked. */
  long freeBytes() {
    return folders().stream().map(DiskCheck::freeBytes).min(Comparator.naturalOrder()).orElse(0L);
  }

  private static long freeBytes(Path folder) {
    try {
      return FreeSpace.bytes(folder);
    } catch (UncheckedIOException _) {
      // The failure says why.
      return 0;
    }
  }

  /** A data root that is not known or cannot be read is the engine's own affair. */
  private List<Path> folders() {
    return engine.readableDataRoot().map(root -> List.of(root, state)).orElse(List.of(state));
  }
}
