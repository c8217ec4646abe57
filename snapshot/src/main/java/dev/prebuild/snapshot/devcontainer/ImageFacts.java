package dev.prebuild.snapshot.devcontainer;

import java.util.Map;
import java.util.Optional;

/**
 * What an image says of itself.
 *
 * @param id names this very image
 * @param user whom its processes run as, as the image puts it; empty for root
 * @param environment of its processes
 * @param metadata text of its label {@code devcontainer.metadata}
 */
public record ImageFacts(
    String id, String user, Map<String, String> environment, Optional<String> metadata) {
  public ImageFacts {
    environment = Map.copyOf(environment);
  }
}
