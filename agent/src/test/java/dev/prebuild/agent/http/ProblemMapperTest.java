package dev.prebuild.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.connect.ConnectClient;
import dev.prebuild.agent.connect.TestServer;
import dev.prebuild.agent.engine.TestEngineAway;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ProblemMapperTest {
  private final HttpClient http = ConnectClient.http(Duration.ofSeconds(5));
  private final TestServer server = JerseyServer.of(new Away());

  /** Asks an engine that is not there. */
  @Path("/away")
  public static final class Away {
    @GET
    public String get() {
      return TestEngineAway.ask();
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> send(String verb) throws Exception {
    return http.send(
        HttpRequest.newBuilder(server.uri().resolve("/away"))
            .method(verb, HttpRequest.BodyPublishers.noBody())
            .build(),
        BodyHandlers.ofString());
  }

  @Test
  void anEngineThatIsAwayIsNoSurprise() throws Exception {
    HttpResponse<String> answer = send("GET");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("5");
    assertThat(answer.body()).contains("engine-away", "none.sock");
  }

  @Test
  void aRefusedVerbIsAnsweredWithThoseThatAreAllowed() throws Exception {
    HttpResponse<String> answer = send("PUT");

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow").orElse("")).contains("GET");
  }
}
