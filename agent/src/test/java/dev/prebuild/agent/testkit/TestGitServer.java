package dev.prebuild.agent.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Serves the repositories in a folder over HTTPS, by git's own server program. */
public final class TestGitServer implements AutoCloseable {
  private final HttpsServer server;
  private final Path folder;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Map<String, String> redirects = new ConcurrentHashMap<>();
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final Map<String, String> passwords = new ConcurrentHashMap<>();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicInteger answersLeft = new AtomicInteger();
  private final AtomicReference<String> stalled = new AtomicReference<>("");
  private final CountDownLatch closed = new CountDownLatch(1);

  /** What was asked, and the credentials that came with it; empty if none did. */
  public record Request(String method, String target, String authorization) {}

  private TestGitServer(HttpsServer server, Path folder) {
    this.server = server;
    this.folder = folder;
  }

  public static TestGitServer start(Path folder, TestCertificate certificate) throws IOException {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
    TestGitServer git = new TestGitServer(server, folder);
    server.createContext("/", git::answer);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    return git;
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** URL of a repository, or of any other path. */
  public String url(String path) {
    return "https://localhost:%d/%s".formatted(port(), path);
  }

  /** From now on paths that begin so are given to nobody else. */
  public void demand(String path, String username, String password) {
    passwords.put(
        "/" + path,
        "Basic "
            + Base64.getEncoder()
                .encodeToString((username + ":" + password).getBytes(StandardCharsets.UTF_8)));
  }

  /** From now on paths that begin so are elsewhere; the rest of the path is kept. */
  public void redirect(String path, String target) {
    redirects.put("/" + path, target);
  }

  /** A file that is no part of a repository. */
  public void put(String path, byte[] content) {
    files.put("/" + path, content);
  }

  /** The next answers are that the server is unwell. */
  public void failNext(int times) {
    failures.set(times);
  }

  /** From now on nothing comes for a target that contains this; whatever does if it is empty. */
  public void stall(String part) {
    stall(part, 0);
  }

  /**
   * The same after a number of answers.
   *
   * @param answers to targets that contain it
   */
  public void stall(String part, int answers) {
    answersLeft.set(answers);
    stalled.set(part);
  }

  /** Since the last look. */
  public long takeBytes() {
    return bytes.getAndSet(0);
  }

  public List<Request> requests() {
    return List.copyOf(requests);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String target = exchange.getRequestURI().toString();
      String authorization =
          Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")).orElse("");
      requests.add(new Request(exchange.getRequestMethod(), target, authorization));
      if (isStalled(target)) {
        closed.await();
      } else if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        exchange.sendResponseHeaders(503, -1);
      } else {
        answer(exchange, target, authorization);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isStalled(String target) {
    String part = stalled.get();
    return !part.isEmpty() && target.contains(part) && answersLeft.getAndDecrement() <= 0;
  }

  private void answer(HttpExchange exchange, String target, String authorization)
      throws IOException, InterruptedException {
    String path = exchange.getRequestURI().getPath();
    Optional<String> moved = redirects.keySet().stream().filter(target::startsWith).findFirst();
    boolean isRefused =
        passwords.entrySet().stream()
            .anyMatch(e -> path.startsWith(e.getKey()) && !e.getValue().equals(authorization));
    if (moved.isPresent()) {
      exchange
          .getResponseHeaders()
          .set("Location", redirects.get(moved.get()) + target.substring(moved.get().length()));
      exchange.sendResponseHeaders(301, -1);
    } else if (isRefused) {
      exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"test\"");
      exchange.sendResponseHeaders(401, -1);
    } else if (files.containsKey(path)) {
      byte[] content = files.get(path);
      exchange.getResponseHeaders().set("Content-Type", "application/vnd.git-lfs+json");
      exchange.sendResponseHeaders(200, content.length);
      exchange.getResponseBody().write(content);
    } else {
      serve(exchange);
    }
  }

  private void serve(HttpExchange exchange) throws IOException, InterruptedException {
    byte[] question = exchange.getRequestBody().readAllBytes();
    ProcessBuilder builder =
        new ProcessBuilder("git", "http-backend").redirectError(ProcessBuilder.Redirect.DISCARD);
    Map<String, String> environment = builder.environment();
    environment.put("GIT_PROJECT_ROOT", folder.toString());
    environment.put("GIT_HTTP_EXPORT_ALL", "1");
    environment.put("PATH_INFO", exchange.getRequestURI().getPath());
    environment.put(
        "QUERY_STRING", Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse(""));
    environment.put("REQUEST_METHOD", exchange.getRequestMethod());
    environment.put("CONTENT_LENGTH", String.valueOf(question.length));
    header(exchange, "Content-Type", "CONTENT_TYPE", environment);
    header(exchange, "Content-Encoding", "HTTP_CONTENT_ENCODING", environment);
    header(exchange, "Git-Protocol", "GIT_PROTOCOL", environment);
    Process process = builder.start();
    try (OutputStream input = process.getOutputStream()) {
      input.write(question);
    }
    try (InputStream output = new BufferedInputStream(process.getInputStream())) {
      pass(output, exchange);
    } finally {
      process.destroyForcibly();
    }
    process.waitFor();
  }

  private static void header(
      HttpExchange exchange, String name, String variable, Map<String, String> environment) {
    Optional.ofNullable(exchange.getRequestHeaders().getFirst(name))
        .ifPresent(value -> environment.put(variable, value));
  }

  private void pass(InputStream output, HttpExchange exchange) throws IOException {
    int status = 200;
    for (String line = line(output); !line.isEmpty(); line = line(output)) {
      int colon = line.indexOf(':');
      String value = line.substring(colon + 1).strip();
      if (line.startsWith("Status:")) {
        status = Integer.parseInt(value.substring(0, 3));
      } else {
        exchange.getResponseHeaders().set(line.substring(0, colon), value);
      }
    }
    exchange.sendResponseHeaders(status, 0);
    byte[] part = new byte[8_192];
    for (int length = output.read(part); length >= 0; length = output.read(part)) {
      exchange.getResponseBody().write(part, 0, length);
      bytes.addAndGet(length);
    }
  }

  private static String line(InputStream output) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = output.read(); next >= 0 && next != '\n'; next = output.read()) {
      line.append((char) next);
    }
    return line.toString().strip();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }
}
