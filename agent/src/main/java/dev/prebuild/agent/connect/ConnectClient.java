package dev.prebuild.agent.connect;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** Makes unary Connect calls, in binary. Safe for use by many threads. */
public final class ConnectClient {
  private static final int LONGEST_ECHO = 300;

  private final Supplier<HttpClient> http;
  private final URI base;
  private final TokenFile token;
  private final JsonMapper json = new JsonMapper();

  /** A client of one server, by an HTTP client that stays the same. */
  public ConnectClient(HttpClient http, URI base, Path tokenFile) {
    this(() -> http, base, tokenFile);
  }

  /**
   * A client of one server.
   *
   * @param http asked for each call; should follow no redirects, or the token goes where they lead;
   *     see {@link #http}
   * @param base where the services stand; may have a path
   * @param tokenFile holds the bearer token; read at the first call, and again when the server
   *     refuses what was read before
   */
  public ConnectClient(Supplier<HttpClient> http, URI base, Path tokenFile) {
    this.http = http;
    this.base = base;
    this.token = new TokenFile(tokenFile);
  }

  /**
   * An HTTP client that suits: no redirects, and HTTP/1.1, since the upgrade to HTTP/2 over clear
   * text costs a round trip and gains nothing for one call at a time.
   *
   * @param connectTimeout limit of making a connection
   */
  public static HttpClient http(Duration connectTimeout) {
    return builder(connectTimeout).build();
  }

  /**
   * The same, for https with other keys and authorities than the system's.
   *
   * @param connectTimeout limit of making a connection
   */
  public static HttpClient http(Duration connectTimeout, SSLContext tls) {
    return builder(connectTimeout).sslContext(tls).build();
  }

  private static HttpClient.Builder builder(Duration connectTimeout) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(connectTimeout);
  }

  /**
   * Reads the token ahead of the first call.
   *
   * @throws ConnectException unauthenticated if the file holds none, or is open to others
   */
  public void readToken() {
    String _ = token.current();
  }

  /**
   * Makes a call.
   *
   * @param prototype default instance of the answer
   * @param timeout limit of the whole call; more than zero
   * @throws ConnectException the server's refusal, or {@code unavailable} if it could not be
   *     reached, {@code deadline_exceeded} if it took too long, {@code unauthenticated} also if the
   *     token file is of no use
   * @throws InterruptedException if interrupted, the call being given up
   */
  public <S extends Message> S call(
      MethodDescriptor method, Message request, S prototype, Duration timeout)
      throws InterruptedException {
    String used = token.current();
    try {
      return callOnce(method, request, prototype, timeout, used);
    } catch (ConnectException e) {
      Optional<String> rotated =
          e.code() == ConnectCode.UNAUTHENTICATED ? token.rotatedFrom(used) : Optional.empty();
      if (rotated.isEmpty()) {
        throw e;
      }
      return callOnce(method, request, prototype, timeout, rotated.get());
    }
  }

  private <S extends Message> S callOnce(
      MethodDescriptor method, Message request, S prototype, Duration timeout, String bearer)
      throws InterruptedException {
    URI uri = uri(method);
    HttpRequest post =
        HttpRequest.newBuilder(uri)
            .header("Authorization", "Bearer " + bearer)
            .header("Content-Type", Encoding.PROTO.contentType())
            .header("Connect-Protocol-Version", "1")
            .header("Connect-Timeout-Ms", Long.toString(timeout.toMillis()))
            .POST(BodyPublishers.ofByteArray(request.toByteArray()))
            .build();
    return read(uri, send(post, timeout), prototype);
  }

  private URI uri(MethodDescriptor method) {
    String root = base.toString();
    return URI.create(
        "%s/%s/%s"
            .formatted(
                root.endsWith("/") ? root.substring(0, root.length() - 1) : root,
                method.getService().getFullName(),
                method.getName()));
  }

  /** The client's own request timeout ends with the headers; this one covers the body as well. */
  private HttpResponse<byte[]> send(HttpRequest request, Duration timeout)
      throws InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.get().sendAsync(request, BodyHandlers.ofByteArray());
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new ConnectException(
          ConnectCode.DEADLINE_EXCEEDED,
          "POST %s had no answer within %s".formatted(request.uri(), timeout),
          e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw new ConnectException(
            ConnectCode.UNAVAILABLE,
            "POST %s failed: %s; is the server up, and the URL right?"
                .formatted(request.uri(), describe(cause)),
            cause);
      }
      throw new IllegalStateException("POST %s failed".formatted(request.uri()), e);
    } finally {
      answer.cancel(true);
    }
  }

  /** The JDK's own exception for a refused connection says nothing. */
  private static String describe(IOException cause) {
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private <S extends Message> S read(URI uri, HttpResponse<byte[]> response, S prototype) {
    String type = response.headers().firstValue("Content-Type").orElse("");
    if (response.statusCode() != 200) {
      throw error(uri, response);
    }
    if (!Encoding.of(type).equals(Optional.of(Encoding.PROTO))) {
      throw new ConnectException(
          ConnectCode.UNKNOWN,
          "POST %s answered with content type \"%s\": there is no Connect server at this URL"
              .formatted(uri, type));
    }
    try {
      // A generated message's parser yields that message.
      @SuppressWarnings("unchecked")
      S message = (S) prototype.getParserForType().parseFrom(response.body());
      return message;
    } catch (InvalidProtocolBufferException e) {
      throw new ConnectException(
          ConnectCode.INTERNAL, "POST %s answered with a broken message".formatted(uri), e);
    }
  }

  private ConnectException error(URI uri, HttpResponse<byte[]> response) {
    int status = response.statusCode();
    JsonNode body;
    try {
      body = json.readTree(response.body());
    } catch (JacksonException e) {
      return new ConnectException(
          ConnectCode.ofHttpStatus(status), "POST %s answered HTTP %d".formatted(uri, status), e);
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory failed", e);
    }
    ConnectCode code =
        ConnectCode.ofWireName(body.path("code").asText(""))
            .orElseGet(() -> ConnectCode.ofHttpStatus(status));
    String message = body.path("message").asText("");
    String said = message.substring(0, Math.min(LONGEST_ECHO, message.length()));
    return new ConnectException(
        code,
        "POST %s answered HTTP %d, %s: %s".formatted(uri, status, code.wireName(), said),
        said);
  }
}
