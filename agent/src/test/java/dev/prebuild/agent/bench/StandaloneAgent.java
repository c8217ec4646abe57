package dev.prebuild.agent.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.prebuild.agent.testkit.TestEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

/** The packaged daemon with its embedded control plane, as a process of its own. */
final class StandaloneAgent implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final TestEngine engine;
  private final UUID runnerId = UUID.randomUUID();
  private final UUID projectId = UUID.randomUUID();
  private final UUID classId = UUID.randomUUID();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ObjectMapper json = new ObjectMapper();
  private final Map<String, String> tokens = new ConcurrentHashMap<>();
  private final Path folder;
  private final int port;
  private final Process process;

  private StandaloneAgent(TestEngine engine, String javaOptions) throws Exception {
    this.engine = engine;
    folder = Files.createTempDirectory("prebuild-bench");
    port = freePort();
    Path settings = folder.resolve("settings.yaml");
    Files.writeString(settings, settings());
    ProcessBuilder builder =
        new ProcessBuilder(launcher().toString(), "standalone", settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile());
    builder.environment().put("PREBUILD_AGENT_JAVA_OPTS", javaOptions);
    process = builder.start();
  }

  static StandaloneAgent start(TestEngine engine) throws Exception {
    return start(engine, "");
  }

  /** Returns when the agent is healthy. */
  static StandaloneAgent start(TestEngine engine, String javaOptions) throws Exception {
    StandaloneAgent agent = new StandaloneAgent(engine, javaOptions);
    try {
      agent.await("the agent to be healthy", agent::isHealthy);
      return agent;
    } catch (Exception e) {
      agent.close();
      throw e;
    }
  }

  private static Path launcher() {
    return Path.of(System.getProperty("prebuild-agent.launcher", "agent/bin/prebuild-agent"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private String settings() throws Exception {
    return """
        runner: {id: %s}
        engine: {socket: %s}
        http: {port: %d}
        paths: {state: %s/state, runtime: %s/run}
        prebuilds: {allowFileRepositories: true}
        disk: {minimumFree: 100MiB}
        log: {level: WARN}
        standalone:
          organizationId: %s
          environmentClasses: [{id: %s, name: bench, image: '%s'}]
          projects:
            - id: %s
              name: bench
              repository: file://%s
              defaultClassId: %s
              prebuildClassIds: [%s]
              tasks: [{name: build, command: 'echo built >built'}]
        """
        .formatted(
            runnerId,
            engine.socket(),
            port,
            folder,
            folder,
            UUID.randomUUID(),
            classId,
            engine.image(),
            projectId,
            repository(),
            classId,
            classId);
  }

  private Path repository() throws Exception {
    Path repository = Files.createDirectory(folder.resolve("repository"));
    Files.writeString(repository.resolve("README"), "a repository\n");
    git(repository, "init", "--quiet");
    git(repository, "add", ".");
    git(
        repository,
        "-c",
        "user.name=bench",
        "-c",
        "user.email=bench@example.org",
        "commit",
        "--quiet",
        "-m",
        "first");
    return repository;
  }

  private static void git(Path repository, String... arguments) throws Exception {
    String[] command = new String[arguments.length + 3];
    command[0] = "git";
    command[1] = "-C";
    command[2] = repository.toString();
    System.arraycopy(arguments, 0, command, 3, arguments.length);
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IOException("git failed in " + repository);
    }
  }

  /** Runs a prebuild to its end; returns the snapshot's id. */
  String prebuild() throws Exception {
    String id =
        controlPlane("CreatePrebuild", "{\"projectId\": \"%s\"}".formatted(projectId))
            .at("/prebuild/id")
            .asText();
    await(
        "the prebuild to complete",
        () ->
            controlPlane("GetPrebuild", "{\"prebuildId\": \"%s\"}".formatted(id))
                .at("/prebuild/status/phase")
                .asText()
                .equals("PREBUILD_PHASE_COMPLETED"));
    return id;
  }

  /** Makes the project's pool. */
  void makePool(int minSize, int maxSize) throws Exception {
    controlPlane(
        "CreateWarmPool",
        """
        {"projectId": "%s", "environmentClassId": "%s", "minSize": %d, "maxSize": %d}"""
            .formatted(projectId, classId, minSize, maxSize));
  }

  /** Returns when the pool has this many instances, by the agent's own metrics. */
  void awaitPool(int running, int stopped) throws Exception {
    await(
        "%d running and %d stopped instances".formatted(running, stopped),
        () -> {
          String metrics = send(get("/metrics"));
          return metrics.contains("state=\"running\"} %d.0\n".formatted(running))
              && metrics.contains("state=\"stopped\"} %d.0\n".formatted(stopped));
        });
  }

  /** A connection to this agent, for calls that are timed. */
  BareHttp connect() throws IOException {
    return new BareHttp(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /** Claims an instance over a connection. */
  void claim(BareHttp connection, UUID environmentId) throws IOException {
    connection.call(
        "POST",
        "/v1/environments",
        "Authorization: Bearer " + token("agent.token") + "\r\n",
        """
        {"environmentId": "%s", "projectId": "%s", "environmentClassId": "%s",
         "variables": {"LANG": "C"}, "secrets": {"TOKEN": "not a real one"}}"""
            .formatted(environmentId, projectId, classId));
  }

  void listEnvironments() throws Exception {
    send(request("/v1/environments", "agent.token").build());
  }

  void release(UUID environmentId) throws Exception {
    send(request("/v1/environments/" + environmentId, "agent.token").DELETE().build());
  }

  /** The answer's body; the request must succeed. */
  @CanIgnoreReturnValue
  String send(HttpRequest request) throws Exception {
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() >= 300) {
      throw new IOException(
          "%s: %s%nthe agent's log:%n%s"
              .formatted(request.uri(), response.body(), Files.readString(folder.resolve("log"))));
    }
    return response.body();
  }

  @CanIgnoreReturnValue
  private JsonNode controlPlane(String method, String body) throws Exception {
    return json.readTree(
        send(
            request("/gitpod.v1.PrebuildService/" + method, "user.token")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build()));
  }

  private HttpRequest.Builder request(String path, String tokenFile) throws IOException {
    return HttpRequest.newBuilder(uri(path))
        .header("Content-Type", "application/json")
        .header("Authorization", "Bearer " + token(tokenFile));
  }

  /** Read once: a claim's time is not to hold it. */
  private String token(String file) {
    return tokens.computeIfAbsent(file, this::readToken);
  }

  private String readToken(String file) {
    try {
      return Files.readString(folder.resolve("state").resolve(file)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpRequest get(String path) {
    return HttpRequest.newBuilder(uri(path)).build();
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private boolean isHealthy() throws InterruptedException {
    try {
      return http.send(get("/health"), HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private void await(String what, Callable<Boolean> condition) throws Exception {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!condition.call()) {
      if (Instant.now().isAfter(deadline) || !process.isAlive()) {
        throw new IOException(
            "waited for %s in vain; the agent's log:%n%s"
                .formatted(what, Files.readString(folder.resolve("log"))));
      }
      Thread.sleep(50);
    }
  }

  /** Stops the agent, and removes what it has left in the engine. */
  @Override
  public void close() throws IOException {
    process.destroy();
    process.onExit().join();
    engine.removeAll(runnerId);
    try (var tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
