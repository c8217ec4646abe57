package dev.prebuild.agent.cli.doctor;

import dev.prebuild.agent.cli.output.Failure;
import dev.prebuild.agent.cli.remote.Http;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/** Calls a server, and takes whatever it says for a fact. */
final class HttpProbe {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final Supplier<HttpClient> http;

  /**
   * @param http may fail; that is a fact, too
   */
  HttpProbe(Supplier<HttpClient> http) {
    this.http = http;
  }

  /** What a server answers to a GET. */
  HttpFacts get(URI uri, Optional<String> token) throws InterruptedException {
    return call(() -> request(uri, token).GET().build());
  }

  /** What it answers to a message of JSON. */
  HttpFacts post(URI uri, String token, String message) throws InterruptedException {
    return call(
        () ->
            request(uri, Optional.of(token))
                .header("Content-Type", "application/json")
                .header("Connect-Protocol-Version", "1")
                .POST(BodyPublishers.ofString(message))
                .build());
  }

  private static HttpRequest.Builder request(URI uri, Optional<String> token) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(LIMIT);
    token.ifPresent(bearer -> request.header("Authorization", "Bearer " + bearer));
    return request;
  }

  private HttpFacts call(Supplier<HttpRequest> request) throws InterruptedException {
    try {
      HttpResponse<String> answer = http.get().send(request.get(), BodyHandlers.ofString());
      return new HttpFacts.Answered(
          answer.statusCode(),
          answer.body(),
          answer.headers().firstValue("Date").flatMap(HttpProbe::time));
    } catch (Failure e) {
      return new HttpFacts.Silent(e.reason());
    } catch (IllegalArgumentException e) {
      return new HttpFacts.Silent("it is no URL that can be called (%s)".formatted(e.getMessage()));
    } catch (SSLException e) {
      return new HttpFacts.Distrusted(Http.describe(e));
    } catch (IOException e) {
      return new HttpFacts.Silent(Http.describe(e));
    }
  }

  private static Optional<Instant> time(String date) {
    try {
      return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
