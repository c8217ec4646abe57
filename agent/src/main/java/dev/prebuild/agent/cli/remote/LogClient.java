package dev.prebuild.agent.cli.remote;

import dev.prebuild.agent.cli.output.ExitCode;
import dev.prebuild.agent.cli.output.Failure;
import dev.prebuild.agent.cli.place.Place;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Reads the logs of prebuilds, on whichever host they are. */
public final class LogClient {
  private static final Duration HEADERS_LIMIT = Duration.ofSeconds(10);

  private final Place place;
  private final HttpClients clients;

  public LogClient(Place place, HttpClients clients) {
    this.place = place;
    this.clients = clients;
  }

  /** What of a log is asked for. */
  public enum Format {
    /** What was printed, byte for byte. */
    TEXT,
    /** An object for each line. */
    NDJSON
  }

  /**
   * Opens a log; the caller closes it.
   *
   * @param log as the control plane names it
   * @param token that opens it
   * @param offset where it begins, in bytes of plain text
   * @param isFollowing whether the stream ends with the log only
   * @throws Failure if there is none, or its host does not answer
   */
  public InputStream open(String log, String token, Format format, long offset, boolean isFollowing)
      throws InterruptedException {
    URI uri =
        URI.create(
            "%s?format=%s&offset=%d&follow=%s"
                .formatted(log, format == Format.TEXT ? "text" : "ndjson", offset, isFollowing));
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Authorization", "Bearer " + token)
            .timeout(HEADERS_LIMIT)
            .build();
    try {
      HttpResponse<InputStream> answer =
          clients.to(uri, place).send(request, BodyHandlers.ofInputStream());
      if (answer.statusCode() != 200) {
        answer.body().close();
        throw new Failure(
            ExitCode.REFUSED,
            "the log at %s is not to be had: its host answered HTTP %d; it goes with its prebuild"
                .formatted(log, answer.statusCode()));
      }
      return answer.body();
    } catch (IOException e) {
      throw new Failure(
          ExitCode.UNREACHABLE,
          "the host of the log at %s does not answer (%s); is its agent running?"
              .formatted(log, Http.describe(e)),
          e);
    }
  }
}
