package dev.prebuild.agent.testkit;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.util.Map;
import java.util.UUID;

/** The agent's own API, as a client with its token calls it. */
public record AgentCalls(AgentSettings settings) {

  public Answer claim(UUID environmentId, TestProject project) throws Exception {
    return post(claimBody(environmentId, project));
  }

  /** What {@link #claim} sends, for who has to send it by other means. */
  public static String claimBody(UUID environmentId, TestProject project) throws IOException {
    return new ObjectMapper()
        .writeValueAsString(
            Map.of(
                "environmentId", environmentId,
                "projectId", project.id(),
                "environmentClassId", project.classId(),
                "variables", Map.of("GREETING", "hello"),
                "secrets", Map.of("TOKEN", "swordfish")));
  }

  public Answer post(String body) throws Exception {
    return Answer.to(environments("").POST(BodyPublishers.ofString(body)).build());
  }

  public Answer get(String id) throws Exception {
    return Answer.to(environments("/" + id).GET().build());
  }

  public Answer list() throws Exception {
    return Answer.to(environments("").GET().build());
  }

  public Answer delete(String id) throws Exception {
    return Answer.to(environments("/" + id).DELETE().build());
  }

  /** A request with the token, to be completed. */
  public HttpRequest.Builder environments(String rest) throws IOException {
    return authorized("/v1/environments" + rest).header("Content-Type", "application/json");
  }

  private HttpRequest.Builder authorized(String path) throws IOException {
    String token = Files.readString(settings.state().resolve("agent.token")).strip();
    return Answer.request(settings.url() + path).header("Authorization", "Bearer " + token);
  }

  /** What the host takes on. */
  public Answer host() throws Exception {
    return Answer.to(authorized("/v1/host").GET().build());
  }

  /** Changes it: cordon, drain, uncordon. */
  public Answer host(String call) throws Exception {
    return Answer.to(authorized("/v1/host/" + call).POST(BodyPublishers.noBody()).build());
  }

  /** The log of a prebuild, so far or as a query asks. */
  public Answer log(UUID prebuildId, String query) throws Exception {
    return Answer.to(
        authorized("/v1/prebuilds/%s/logs%s".formatted(prebuildId, query)).GET().build());
  }

  public Answer overview() throws Exception {
    return Answer.to(authorized("/v1/overview").GET().build());
  }

  public Answer withoutToken(String path) throws Exception {
    return Answer.alone(Answer.request(settings.url() + path).GET().build());
  }

  public Answer health() throws Exception {
    return Answer.to(Answer.request(settings.url() + "/health").build());
  }

  public Answer metrics() throws Exception {
    return Answer.to(Answer.request(settings.url() + "/metrics").build());
  }

  /** The value of one series; fails if there is none. */
  public double metric(String series) throws Exception {
    String all = metrics().text();
    return all.lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no series %s in:%n%s".formatted(series, all)));
  }
}
