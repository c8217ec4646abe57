package dev.prebuild.agent.testkit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A project as the settings name it.
 *
 * @param tasks name and command by turns
 */
public record TestProject(
    UUID id,
    UUID classId,
    String repository,
    Optional<String> ref,
    boolean isPrebuilt,
    List<String> tasks) {

  public static TestProject of(UUID classId, String repository, String... tasks) {
    return new TestProject(
        UUID.randomUUID(), classId, repository, Optional.empty(), true, List.of(tasks));
  }

  public TestProject at(String wantedRef) {
    return new TestProject(id, classId, repository, Optional.of(wantedRef), isPrebuilt, tasks);
  }

  /** The same project, with prebuilds turned off. */
  public TestProject withoutPrebuilds() {
    return new TestProject(id, classId, repository, ref, false, tasks);
  }

  /** The folder in the container that holds the sources. */
  public String workspace() {
    return "/workspaces/" + repository.substring(repository.lastIndexOf('/') + 1);
  }

  public Map<String, Object> toSettings() {
    List<Map<String, String>> steps =
        java.util.stream.IntStream.range(0, tasks.size() / 2)
            .mapToObj(i -> Map.of("name", tasks.get(2 * i), "command", tasks.get(2 * i + 1)))
            .toList();
    Map<String, Object> settings =
        new java.util.LinkedHashMap<>(
            Map.of(
                "id", id,
                "name", "project",
                "repository", repository,
                "defaultClassId", classId,
                "prebuildClassIds", isPrebuilt ? List.of(classId) : List.of(),
                "tasks", steps));
    ref.ifPresent(name -> settings.put("ref", name));
    return settings;
  }
}
