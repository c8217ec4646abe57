package dev.prebuild.agent.testkit;

import com.github.dockerjava.api.model.Container;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/**
 * A container as a list shows it.
 *
 * @param state created, running, exited...
 */
public record SeenContainer(String id, String name, String state, Map<String, String> labels) {

  static SeenContainer of(Container listed) {
    String name = Arrays.stream(listed.getNames()).findFirst().orElse("");
    return new SeenContainer(
        listed.getId(),
        name.startsWith("/") ? name.substring(1) : name,
        listed.getState(),
        Map.copyOf(Objects.requireNonNullElse(listed.getLabels(), Map.of())));
  }

  public boolean isRunning() {
    return state.equals("running");
  }
}
