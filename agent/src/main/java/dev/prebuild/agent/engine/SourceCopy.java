package dev.prebuild.agent.engine;

import dev.prebuild.agent.engine.build.TarStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** Streams sources from the host into a container, owned by the container's user. */
final class SourceCopy {
  private final Engine engine;

  SourceCopy(Engine engine) {
    this.engine = engine;
  }

  /**
   * Copies a folder's content to a folder of the container, which need not be there.
   *
   * @param target absolute path in the container
   * @throws UncheckedIOException if the folder cannot be read
   */
  void copy(Path sources, String containerId, String target, ContainerUser user)
      throws InterruptedException {
    try (TarStream tar = TarStream.start(arguments(sources, target, user))) {
      send(sources, containerId, tar);
    }
  }

  private void send(Path sources, String containerId, TarStream tar) throws InterruptedException {
    try {
      engine.callPatiently(
          "copying sources into container " + containerId,
          client -> {
            client
                .copyArchiveToContainerCmd(containerId)
                .withTarInputStream(tar.archive())
                .withRemotePath("/")
                .exec();
            return true;
          });
    } catch (EngineException e) {
      if (tar.failure().isPresent()) {
        throw new UncheckedIOException("reading the sources in " + sources, tar.failure().get());
      }
      throw e;
    }
  }

  private static List<String> arguments(Path sources, String target, ContainerUser user) {
    return List.of(
        "--directory=" + sources,
        "--numeric-owner",
        "--owner=" + user.uid(),
        "--group=" + user.gid(),
        "--transform=s,^\\.,%s,S".formatted(literal(target.substring(1))),
        ".");
  }

  /** What stands for itself in the replacement of an expression that is bounded by commas. */
  private static String literal(String text) {
    return text.replaceAll("[\\\\&,]", "\\\\$0");
  }
}
