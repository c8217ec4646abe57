package dev.prebuild.agent.cli.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.prebuild.agent.cli.output.ExitCode;
import dev.prebuild.agent.cli.output.Failure;
import dev.prebuild.agent.cli.place.Place;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLException;

/** The agent's own API. */
public final class AgentClient {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final HttpClient http;
  private final URI base;
  private final Path tokenFile;
  private final JsonMapper json = new JsonMapper();

  public AgentClient(Place place, HttpClients clients) {
    this.http = clients.to(place.agent(), place);
    this.base = place.agent();
    this.tokenFile = place.agentToken();
  }

  /** What is to be read at a path. */
  public JsonNode get(String path) throws InterruptedException {
    return call("GET", path, BodyPublishers.noBody(), LIMIT);
  }

  /** Does what a path stands for. */
  public JsonNode post(String path) throws InterruptedException {
    return call("POST", path, BodyPublishers.noBody(), LIMIT);
  }

  /**
   * Posts a body.
   *
   * @param patience for as long as the agent may wait before it answers
   */
  public JsonNode post(String path, JsonNode body, Duration patience) throws InterruptedException {
    return call("POST", path, BodyPublishers.ofString(body.toString()), LIMIT.plus(patience));
  }

  /** Removes what is at a path. */
  public void delete(String path) throws InterruptedException {
    JsonNode _ = call("DELETE", path, BodyPublishers.noBody(), Duration.ofMinutes(1));
  }

  private JsonNode call(String verb, String path, BodyPublisher body, Duration limit)
      throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Authorization", "Bearer " + Http.token(tokenFile, "the agent"))
            .header("Content-Type", "application/json")
            .method(verb, body)
            .timeout(limit)
            .build();
    try {
      return read(request, http.send(request, BodyHandlers.ofString()));
    } catch (SSLException e) {
      throw new Failure(
          ExitCode.UNREACHABLE,
          "the agent at %s cannot be called securely (%s): --authorities-file names who vouches for it, --certificate-file what it may ask for, and one without TLS is called by http"
              .formatted(base, Http.describe(e)),
          e);
    } catch (IOException e) {
      throw new Failure(
          ExitCode.UNREACHABLE,
          "no agent answers at %s (%s); is it running (systemctl status prebuild-agent)? --url names another one"
              .formatted(base, Http.describe(e)),
          e);
    }
  }

  private JsonNode read(HttpRequest request, HttpResponse<String> response) {
    int status = response.statusCode();
    if (status == 204) {
      return NullNode.getInstance();
    }
    JsonNode body;
    try {
      body = json.readTree(response.body());
    } catch (JsonProcessingException e) {
      throw new Failure(
          ExitCode.UNREACHABLE,
          "%s answered HTTP %d, and no JSON; is there an agent at this URL?"
              .formatted(request.uri(), status),
          e);
    }
    if (status / 100 == 2) {
      return body;
    }
    throw refusal(status, body.path("detail").asText(""));
  }

  private Failure refusal(int status, String detail) {
    return status == 401
        ? new Failure(
            ExitCode.REFUSED,
            "the agent at %s refuses the token in %s; --token-file names another one"
                .formatted(base, tokenFile))
        : new Failure(
            ExitCode.REFUSED,
            detail.isEmpty() ? "the agent at %s answered HTTP %d".formatted(base, status) : detail);
  }
}
