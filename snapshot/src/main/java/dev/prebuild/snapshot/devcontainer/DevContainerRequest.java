package dev.prebuild.snapshot.devcontainer;

import dev.prebuild.snapshot.host.SourceTree;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a repository's devcontainer.json asks for. */
public record DevContainerRequest(Optional<ImageSource> image) {
  /** That of a repository without a devcontainer.json. */
  public static final DevContainerRequest NONE = new DevContainerRequest(Optional.empty());

  /**
   * Finds and reads it.
   *
   * @param named path that the project names; the usual places are looked at if empty
   * @throws InvalidDevContainerException if there is one that makes no sense, or none where it is
   *     named
   */
  public static DevContainerRequest read(SourceTree tree, Optional<String> named) {
    return NONE;
  }

  /** Merged with what the image says of itself. */
  public DevContainer on(ImageFacts image, DevContainerContext context) {
    return new DevContainer(
        Optional.empty(),
        Map.of(),
        Map.of(),
        context.repositoryFolder(),
        context.repositoryFolder(),
        List.of(),
        Privileges.NONE,
        "[]",
        List.of());
  }
}
