package dev.prebuild.agent.engine;

import dev.prebuild.config.spec.EnvironmentClass;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The classes that this runner serves, as they were last told. */
public final class EnvironmentClasses {
  private volatile Map<UUID, EnvironmentClass> known = Map.of();

  /** These and no others, from now on. */
  public void know(List<EnvironmentClass> classes) {
    known =
        classes.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    EnvironmentClass::id, Function.identity(), (first, _) -> first));
  }

  Optional<EnvironmentClass> find(UUID classId) {
    return Optional.ofNullable(known.get(classId));
  }
}
