package dev.prebuild.agent.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.connect.ConnectClient;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A long poll ends with the patience of its agent. */
class SyncDeadlineTest {
  @TempDir Path folder;

  private final HttpClient http = ConnectClient.http(Duration.ofSeconds(10));

  /**
   * The fixture's clock stands still, so that the shortened wait is no answer that came too late.
   */
  @Test
  void waitsNoLongerThanItsAgent() throws Exception {
    try (ControlPlaneFixture fixture = ControlPlaneFixture.in(folder).open()) {
      long revision = fixture.host().sync().getRevision();
      String token = fixture.token(Who.RUNNER);
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(fixture.uri().resolve("/prebuildagent.v1.RunnerService/Sync"))
                  .header("Authorization", "Bearer " + token)
                  .header("Content-Type", "application/json")
                  .header("Connect-Timeout-Ms", "20")
                  .timeout(Duration.ofSeconds(30))
                  .POST(
                      BodyPublishers.ofString(
                          "{\"runnerId\":\"%s\",\"host\":\"host\",\"knownRevision\":\"%d\",\"wait\":\"60s\"}"
                              .formatted(TestCatalog.RUNNER, revision)))
                  .build(),
              BodyHandlers.ofString());

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("\"revision\":\"%d\"".formatted(revision));
    }
  }
}
