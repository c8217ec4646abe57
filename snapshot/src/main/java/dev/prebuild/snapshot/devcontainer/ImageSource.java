package dev.prebuild.snapshot.devcontainer;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where the image of a prebuild's container comes from. */
public sealed interface ImageSource {

  /** Without features. */
  sealed interface Plain extends ImageSource {}

  /** An image that is there, or can be pulled. */
  record Named(String image) implements Plain {}

  /**
   * An image that the engine builds.
   *
   * @param context folder in the repository, by its path below the repository's root; empty for the
   *     root itself
   * @param dockerfile file in the repository, likewise
   * @param arguments of the build
   * @param target stage to stop at; the last one if empty
   * @param cacheFrom images that layers may be taken from
   */
  record Built(
      String context,
      String dockerfile,
      Map<String, String> arguments,
      Optional<String> target,
      List<String> cacheFrom)
      implements Plain {
    public Built {
      arguments = Map.copyOf(arguments);
      cacheFrom = List.copyOf(cacheFrom);
    }
  }

  /**
   * An image with features, which the reference {@code devcontainer} command builds.
   *
   * @param file path of the devcontainer.json below the repository's root
   * @param base what the features are added to
   */
  record Featured(String file, Plain base) implements ImageSource {}
}
