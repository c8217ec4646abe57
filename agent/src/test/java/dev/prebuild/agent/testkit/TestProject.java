package dev.prebuild.agent.testkit;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * A project as the settings name it.
 *
 * @param tasks name and command by turns
 * @param more keys of its settings, and their values
 */
public record TestProject(
    UUID id,
    UUID classId,
    String repository,
    boolean isPrebuilt,
    List<String> tasks,
    Map<String, Object> more) {

  public static TestProject of(UUID classId, String repository, String... tasks) {
    return new TestProject(UUID.randomUUID(), classId, repository, true, List.of(tasks), Map.of());
  }

  public TestProject at(String wantedRef) {
    return with("ref", wantedRef);
  }

  /** Names its devcontainer.json. */
  public TestProject devContainer(String path) {
    return with("devContainer", path);
  }

  /** Cloned with the username and password in this file. */
  public TestProject credentials(Path file) {
    return with("credentialsFile", file.toString());
  }

  /** Has these tasks, as the settings name them. */
  TestProject tasks(List<Map<String, Object>> wanted) {
    return with("tasks", wanted);
  }

  private TestProject with(String key, Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(more);
    changed.put(key, value);
    return new TestProject(id, classId, repository, isPrebuilt, tasks, changed);
  }

  /** The same project, with prebuilds turned off. */
  public TestProject withoutPrebuilds() {
    return new TestProject(id, classId, repository, false, tasks, more);
  }

  /** The folder in the container that holds the sources. */
  public String workspace() {
    return "/workspaces/" + repository.substring(repository.lastIndexOf('/') + 1);
  }

  public Map<String, Object> toSettings() {
    List<Map<String, String>> steps =
        IntStream.range(0, tasks.size() / 2)
            .mapToObj(i -> Map.of("name", tasks.get(2 * i), "command", tasks.get(2 * i + 1)))
            .toList();
    Map<String, Object> settings =
        new LinkedHashMap<>(
            Map.of(
                "id", id,
                "name", "project",
                "repository", repository,
                "defaultClassId", classId,
                "prebuildClassIds", isPrebuilt ? List.of(classId) : List.of(),
                "tasks", steps));
    settings.putAll(more);
    return settings;
  }
}
