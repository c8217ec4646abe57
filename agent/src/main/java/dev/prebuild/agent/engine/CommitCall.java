package dev.prebuild.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.ContainerConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.transport.DockerHttpClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /**
   * @param image configuration of the image that the container was made from
   */
  static CommitCall of(String container, Map<String, String> labels, ContainerConfig image) {
    return new CommitCall(container, labels, list(image.getEntrypoint()), list(image.getCmd()));
  }

  private static List<String> list(String @Nullable [] words) {
    return words == null ? List.of() : List.of(words);
  }

  /** Returns the image's id, when the engine is done. Without a version it speaks its newest. */
  String run(DockerClient client) throws IOException {
    DockerHttpClient.Request request =
        DockerHttpClient.Request.builder()
            .method(DockerHttpClient.Request.Method.POST)
            .path("/commit?container=%s&pause=false".formatted(container))
            .putHeader("Content-Type", "application/json")
            .body(new ByteArrayInputStream(JSON.writeValueAsBytes(body())))
            .build();
    try (DockerHttpClient.Response response = http(client).execute(request);
        InputStream answer = response.getBody()) {
      String text = new String(answer.readAllBytes(), StandardCharsets.UTF_8);
      if (response.getStatusCode() != 201) {
        throw new DockerException(text, response.getStatusCode());
      }
      JsonNode id = JSON.readTree(text).path("Id");
      return Objects.requireNonNull(id.textValue());
    }
  }

  private static DockerHttpClient http(DockerClient client) {
    return Objects.requireNonNull(((DockerClientImpl) client).getHttpClient());
  }

  private Map<String, Object> body() {
    return Map.of("Labels", labels, "Entrypoint", entrypoint, "Cmd", command);
  }
}
