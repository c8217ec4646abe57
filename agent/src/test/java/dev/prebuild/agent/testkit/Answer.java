package dev.prebuild.agent.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** What an HTTP call was answered. */
public record Answer(int status, String contentType, String text) {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  public static Answer to(HttpRequest request) throws IOException, InterruptedException {
    return to(request, HTTP);
  }

  /** On a connection of its own, since the server may close it: no other call is to meet that. */
  public static Answer alone(HttpRequest request) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      return to(request, client);
    }
  }

  private static Answer to(HttpRequest request, HttpClient client)
      throws IOException, InterruptedException {
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    return new Answer(
        response.statusCode(),
        response.headers().firstValue("Content-Type").orElse(""),
        response.body());
  }

  public static HttpRequest.Builder request(String url) {
    return HttpRequest.newBuilder(URI.create(url));
  }

  public JsonNode json() {
    try {
      return new JsonMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + this, e);
    }
  }

  /** A field of the body, as text. */
  public String field(String name) {
    return json().path(name).asText();
  }
}
