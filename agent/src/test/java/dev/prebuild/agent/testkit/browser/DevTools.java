package dev.prebuild.agent.testkit.browser;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prebuild.agent.testkit.Eventually;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A connection to a browser by its DevTools protocol: calls, their answers, and events. */
final class DevTools implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicInteger calls = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final List<Consumer<JsonNode>> listeners = new CopyOnWriteArrayList<>();
  private final WebSocket socket;

  DevTools(URI address) {
    socket = http.newWebSocketBuilder().buildAsync(address, new Intake()).join();
  }

  /** Is told every event, by a thread that must not be kept. */
  void listen(Consumer<JsonNode> listener) {
    listeners.add(listener);
  }

  /**
   * Calls a method and returns its result.
   *
   * @param session of a page; empty for the browser itself
   */
  JsonNode call(Optional<String> session, String method, Map<String, ?> parameters)
      throws Exception {
    int id = calls.incrementAndGet();
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("id", id);
    message.put("method", method);
    message.put("params", parameters);
    session.ifPresent(name -> message.put("sessionId", name));
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    send(JSON.writeValueAsString(message));
    try {
      return answer.get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("the browser does not answer " + method, e);
    }
  }

  /** One at a time: the socket takes no text while another is under way. */
  private synchronized void send(String text) {
    socket.sendText(text, true).join();
  }

  private void take(JsonNode message) {
    if (!message.has("id")) {
      listeners.forEach(listener -> listener.accept(message));
      return;
    }
    CompletableFuture<JsonNode> answer = waiting.remove(message.path("id").asInt());
    if (answer != null && message.has("error")) {
      answer.completeExceptionally(new AssertionError(message.path("error").toString()));
    } else if (answer != null) {
      answer.complete(message.path("result"));
    }
  }

  private final class Intake implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(
        WebSocket webSocket, CharSequence piece, boolean isLast) {
      text.append(piece);
      if (isLast) {
        take(read(text.toString()));
        text.setLength(0);
      }
      webSocket.request(1);
      return null;
    }

    private static JsonNode read(String message) {
      try {
        return JSON.readTree(message);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("the browser sends what is no JSON: " + message, e);
      }
    }
  }

  @Override
  public void close() {
    socket.abort();
    http.close();
  }
}
