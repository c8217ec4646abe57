package dev.prebuild.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.ContainerConfig;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The engine's commit. It takes over the whole configuration of the container, and what is said
 * here is put on top: so the image gets back the command that the prebuild's steps stood in for.
 * docker-java's own command cannot say an entry point.
 *
 * @param labels on top of the container's
 * @param entrypoint replaces the container's
 * @param command likewise
 */
record CommitCall(
    String container, Map<String, String> labels, List<String> entrypoint, List<String> command) {
  /**
   * @param image configuration of the image that the container was made from
   */
  static CommitCall of(String container, Map<String, String> labels, ContainerConfig image) {
    return new CommitCall(container, labels, list(image.getEntrypoint()), list(image.getCmd()));
  }

  private static List<String> list(String @Nullable [] words) {
    return words == null ? List.of() : List.of(words);
  }

  /** Returns the image's id, when the engine is done. */
  String run(DockerClient client) {
    JsonNode answer =
        EngineCall.post("/commit?container=%s&pause=false".formatted(container), body())
            .run(client);
    return Objects.requireNonNull(answer.path("Id").textValue());
  }

  private Map<String, Object> body() {
    return Map.of("Labels", labels, "Entrypoint", entrypoint, "Cmd", command);
  }
}
