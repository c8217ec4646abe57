package dev.prebuild.agent.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A repository with a dev container and automations, each step of which adds its name to a file: so
 * the snapshot tells which steps it is made of, how often each ran, and in which order.
 */
public final class TracedRepository {
  /** All steps, in order. */
  public static final List<String> STEPS =
      List.of("initialize", "onCreate", "updateContent", "task", "last");

  /** In the workspace. */
  public static final String TRACE = "trace";

  /** Folder of the container, and outside of its snapshot, by which steps and tests meet. */
  private static final String MEETING_PLACE = "/run/environment/";

  private static final ObjectMapper JSON = new ObjectMapper();

  private TracedRepository() {}

  /**
   * Makes one.
   *
   * @param image of the dev container
   * @param waiting steps that tell that they are reached, and wait for their gate
   */
  public static TestRepository make(Path folder, String image, Set<String> waiting)
      throws Exception {
    return make(folder, Map.of("image", image), "", waiting);
  }

  /** One whose dev container is built on the image. */
  public static TestRepository makeBuilt(Path folder, String image) throws Exception {
    return make(
        folder,
        Map.of("build", Map.of("dockerfile", "Dockerfile")),
        "FROM %s\nRUN echo built >/built\n".formatted(image),
        Set.of());
  }

  private static TestRepository make(
      Path folder, Map<String, Object> image, String dockerfile, Set<String> waiting)
      throws Exception {
    return TestRepository.make(
        folder,
        Map.of(
            "README",
            "read me\n",
            "Dockerfile",
            dockerfile,
            ".devcontainer.json",
            devContainer(image, waiting),
            ".ona/automations.yaml",
            automations(waiting)));
  }

  private static String devContainer(Map<String, Object> image, Set<String> waiting)
      throws JsonProcessingException {
    Map<String, Object> devContainer = new LinkedHashMap<>(image);
    devContainer.put("initializeCommand", step("initialize", waiting));
    devContainer.put("onCreateCommand", step("onCreate", waiting));
    devContainer.put("updateContentCommand", step("updateContent", waiting));
    return JSON.writeValueAsString(devContainer);
  }

  /** JSON is YAML. */
  private static String automations(Set<String> waiting) throws JsonProcessingException {
    return JSON.writeValueAsString(
        Map.of(
            "tasks",
            Map.of(
                "task", task("prebuild", step("task", waiting)),
                "last", task("beforeSnapshot", step("last", waiting)))));
  }

  private static Map<String, Object> task(String trigger, String command) {
    return Map.of(
        "command", command, "triggeredBy", List.of(trigger), "prebuildRequiresSuccess", true);
  }

  private static String step(String name, Set<String> waiting) {
    String traced = "echo %s >>%s".formatted(name, TRACE);
    return waiting.contains(name)
        ? "%s && touch %s && until [ -e %s ]; do sleep 0.1; done"
            .formatted(traced, MEETING_PLACE + reached(name), MEETING_PLACE + gate(name))
        : traced;
  }

  /** Name of the file that tells that a step is reached. */
  static String reached(String step) {
    return "reached-" + step;
  }

  /** Name of the file that a step waits for. */
  static String gate(String step) {
    return "gate-" + step;
  }
}
