package dev.prebuild.snapshot.devcontainer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A mount as it is asked for: as the engine's {@code --mount} takes it, or as an object.
 *
 * @param type one that its engine knows; {@code volume} unless it says so
 * @param target path in the container; empty if it names none
 */
record MountText(String type, Optional<String> target) {
  private static final String DEFAULT_TYPE = "volume";
  private static final Set<String> TARGETS = Set.of("target", "dst", "destination");

  /**
   * Reads one.
   *
   * @param expand puts variables in
   */
  static MountText read(JsonNode mount, UnaryOperator<String> expand) {
    return mount.isObject()
        ? of(expand, mount.path("type").asText(DEFAULT_TYPE), text(mount.path("target")))
        : read(expand.apply(mount.asText()));
  }

  /** Reads one whose variables are put in. */
  static MountText read(String text) {
    Map<String, String> options = new HashMap<>();
    for (String option : text.split(",", -1)) {
      int equals = option.indexOf('=');
      if (equals > 0) {
        String name = option.substring(0, equals).strip();
        options.put(TARGETS.contains(name) ? "target" : name, option.substring(equals + 1).strip());
      }
    }
    return of(
        UnaryOperator.identity(),
        options.getOrDefault("type", DEFAULT_TYPE),
        Optional.ofNullable(options.get("target")));
  }

  private static MountText of(UnaryOperator<String> expand, String type, Optional<String> target) {
    return new MountText(
        expand.apply(type),
        target.map(expand).map(ContainerFolder::trimmed).filter(it -> !it.isEmpty()));
  }

  private static Optional<String> text(JsonNode value) {
    return Optional.of(value).filter(JsonNode::isTextual).map(JsonNode::textValue);
  }

  @Override
  public String toString() {
    return "type=%s,target=%s".formatted(type, target.orElse(""));
  }
}
