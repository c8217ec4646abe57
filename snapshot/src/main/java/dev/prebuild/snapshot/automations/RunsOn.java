package dev.prebuild.snapshot.automations;

import dev.prebuild.snapshot.messages.Excerpt;
import java.util.Map;
import java.util.Optional;

/** Where an automation runs. */
final class RunsOn {
  private RunsOn() {}

  /** The place, in words, if it is another than the dev container. */
  static Optional<String> elsewhere(Fields fields) {
    return fields
        .value("runsOn")
        .filter(place -> !place.equals(Map.of()))
        .map(
            place ->
                place instanceof Map<?, ?> map
                    ? String.join(" and ", map.keySet().stream().map(String::valueOf).toList())
                    : place.toString())
        .map(Excerpt::of);
  }
}
