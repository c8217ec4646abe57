package dev.prebuild.agent.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request.Method;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A call in the engine's own words: for what its library cannot say, or says at leisure. Without a
 * version the engine speaks its newest.
 *
 * @param path with its query
 * @param body of JSON
 */
record EngineCall(Method method, String path, Optional<Map<String, Object>> body) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  static EngineCall get(String path) {
    return new EngineCall(Method.GET, path, Optional.empty());
  }

  static EngineCall post(String path) {
    return new EngineCall(Method.POST, path, Optional.empty());
  }

  static EngineCall post(String path, Map<String, Object> body) {
    return new EngineCall(Method.POST, path, Optional.of(body));
  }

  /**
   * Returns the answer; one without content is a missing node.
   *
   * @throws DockerException if it is not of the kind 2xx
   */
  JsonNode run(DockerClient client) {
    try (DockerHttpClient.Response response = http(client).execute(request());
        InputStream answer = response.getBody()) {
      byte[] content = answer.readAllBytes();
      int status = response.getStatusCode();
      if (status / 100 != 2) {
        throw failure(status, new String(content, StandardCharsets.UTF_8));
      }
      return JSON.readTree(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private DockerHttpClient.Request request() throws JsonProcessingException {
    var request = DockerHttpClient.Request.builder().method(method).path(path);
    if (body.isPresent()) {
      request
          .putHeader("Content-Type", "application/json")
          .body(new ByteArrayInputStream(JSON.writeValueAsBytes(body.get())));
    }
    return request.build();
  }

  private static DockerException failure(int status, String text) {
    return switch (status) {
      case 404 -> new NotFoundException(text);
      case 409 -> new ConflictException(text);
      default -> new DockerException(text, status);
    };
  }

  private static DockerHttpClient http(DockerClient client) {
    return Objects.requireNonNull(((DockerClientImpl) client).getHttpClient());
  }
}
