package dev.prebuild.agent.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks the engine over its bare socket, by HTTP/1.0, whose answer ends with the connection: two
 * questions are not worth a client library.
 */
public final class EngineSocket implements EngineProbe {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final JsonMapper json = new JsonMapper();

  @Override
  public EngineAnswer ask(Path socket) {
    FutureTask<EngineAnswer> answer = new FutureTask<>(() -> askPatiently(socket));
    // Of the platform: what looks after virtual ones would hold up the program's end by 0.3 s.
    Thread thread = Thread.ofPlatform().daemon().name("engine probe").start(answer);
    try {
      return answer.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      return new EngineAnswer.Silent(String.valueOf(e.getCause()));
    } catch (TimeoutException e) {
      return new EngineAnswer.Silent("no answer within %d s".formatted(LIMIT.toSeconds()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new EngineAnswer.Silent("interrupted");
    } finally {
      thread.interrupt();
    }
  }

  private EngineAnswer askPatiently(Path socket) {
    try {
      JsonNode version = get(socket, "/version");
      JsonNode info = get(socket, "/info");
      return new EngineAnswer.Said(
          version.path("Version").asText("?"),
          version.path("MinAPIVersion").asText("1.0"),
          version.path("ApiVersion").asText("1.0"),
          info.path("Driver").asText("?"),
          info.path("DockerRootDir").asText("/"));
    } catch (IOException e) {
      return new EngineAnswer.Silent(String.valueOf(e.getMessage()));
    }
  }

  private JsonNode get(Path socket, String path) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      ByteBuffer request =
          StandardCharsets.US_ASCII.encode("GET %s HTTP/1.0\r\n\r\n".formatted(path));
      while (request.hasRemaining()) {
        channel.write(request);
      }
      String answer =
          new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
      if (!answer.matches("(?s)HTTP/1\\.[01] 200 .*")) {
        throw new IOException("it answered " + answer.lines().findFirst().orElse("nothing"));
      }
      return json.readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
    }
  }
}
