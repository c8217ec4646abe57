package dev.prebuild.agent.engine;

import com.github.dockerjava.api.command.InspectImageResponse;
import dev.prebuild.agent.engine.EngineException.Kind;
import java.util.List;
import java.util.Objects;

/** How many layers an image may have: a snapshot adds one, and the engine has a limit. */
final class LayerDepth {
  /** Docker's own (maxLayerDepth of its layer store); it refuses to commit beyond. */
  static final int MOST_LAYERS = 125;

  /** The snapshot's own, and a few for those who build upon it. */
  private static final int RESERVED = 5;

  static final int MOST_OF_A_BASE = MOST_LAYERS - RESERVED;

  private LayerDepth() {}

  /**
   * To be asked before a prebuild runs on an image, since its end would be too late.
   *
   * @throws EngineException if it leaves no room for a snapshot
   */
  static void check(InspectImageResponse image) {
    int layers = Images.layers(image).size();
    if (layers > MOST_OF_A_BASE) {
      throw new EngineException(
          Kind.REFUSED,
          "image %s has %d layers, and a prebuild can run on %d at most: the engine allows %d, of which the snapshot takes one and a few stay free; have fewer steps in its Dockerfile (RUN one && two), or build it in stages (COPY --from)"
              .formatted(name(image), layers, MOST_OF_A_BASE, MOST_LAYERS));
    }
  }

  private static String name(InspectImageResponse image) {
    List<String> names = Objects.requireNonNullElse(image.getRepoTags(), List.of());
    return names.isEmpty() ? Objects.requireNonNullElse(image.getId(), "") : names.getFirst();
  }
}
