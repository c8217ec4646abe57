package dev.prebuild.agent.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A private Prometheus on a port of the loopback, with its data in a temporary folder. Scrapes one
 * agent each second, and evaluates rules as often.
 */
public final class TestPrometheus implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final int port;
  private final Process server;
  private final Thread atExit = new Thread(this::killAndRemove, "prometheus-at-exit");

  private TestPrometheus(Path folder, int port, Process server) {
    this.folder = folder;
    this.port = port;
    this.server = server;
  }

  /**
   * Starts one.
   *
   * @param agent that is scraped
   * @param rules files of rules
   */
  public static TestPrometheus start(AgentSettings agent, List<Path> rules) throws Exception {
    Path folder = Files.createTempDirectory("prebuild-prometheus-");
    int port = freePort();
    Path config = folder.resolve("prometheus.yml");
    Files.writeString(
        config,
        JSON.writeValueAsString(
            Map.of(
                "global",
                Map.of("scrape_interval", "1s", "evaluation_interval", "1s"),
                "rule_files",
                rules.stream().map(Path::toString).toList(),
                "scrape_configs",
                List.of(
                    Map.of(
                        "job_name",
                        "prebuild-agent",
                        "static_configs",
                        List.of(Map.of("targets", List.of("127.0.0.1:" + agent.port))))))));
    TestPrometheus prometheus = new TestPrometheus(folder, port, launch(folder, config, port));
    // Where the test run is stopped from outside, nothing else ends the server.
    Runtime.getRuntime().addShutdownHook(prometheus.atExit);
    Eventually.isTrue("Prometheus answers", prometheus::answers);
    // What has happened before its first scrape it can tell from nothing.
    Eventually.isTrue("the agent is scraped", () -> !prometheus.query("up == 1").isEmpty());
    return prometheus;
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static Process launch(Path folder, Path config, int port) throws IOException {
    try {
      return new ProcessBuilder(
              "prometheus",
              "--config.file=" + config,
              "--storage.tsdb.path=" + folder.resolve("data"),
              "--web.listen-address=127.0.0.1:" + port,
              "--log.level=warn")
          .redirectErrorStream(true)
          .redirectOutput(folder.resolve("log").toFile())
          .start();
    } catch (IOException e) {
      throw new AssertionError(
          "this test needs a Prometheus, and there is no prometheus on PATH: run agent/bin/test, which installs one, or 'apt-get install prometheus'",
          e);
    }
  }

  private boolean answers() throws Exception {
    if (!server.isAlive()) {
      throw new AssertionError("Prometheus ended:\n" + Files.readString(folder.resolve("log")));
    }
    try {
      return Answer.to(Answer.request(url("/-/ready")).build()).status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private String url(String path) {
    return "http://127.0.0.1:%d%s".formatted(port, path);
  }

  /** Evaluates an expression now; returns its series, with their values. */
  public List<JsonNode> query(String expression) throws Exception {
    JsonNode data =
        get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
    return data.path("result").valueStream().toList();
  }

  /** All rules with their last evaluation. */
  public List<JsonNode> rules() throws Exception {
    return get("/api/v1/rules")
        .path("groups")
        .valueStream()
        .flatMap(group -> group.path("rules").valueStream())
        .toList();
  }

  /** Names of the alerts that fire now. */
  public Set<String> firing() throws Exception {
    return alerts("ALERTS{alertstate=\"firing\"}");
  }

  /** Names of the alerts that have fired at any time. */
  public Set<String> fired() throws Exception {
    return alerts("last_over_time(ALERTS{alertstate=\"firing\"}[1h])");
  }

  private Set<String> alerts(String expression) throws Exception {
    return query(expression).stream()
        .map(series -> series.path("metric").path("alertname").asText())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private JsonNode get(String path) throws Exception {
    Answer answer = Answer.to(Answer.request(url(path)).build());
    JsonNode body = JSON.readTree(answer.text());
    if (answer.status() != 200) {
      throw new AssertionError("%s: %s".formatted(path, body));
    }
    return body.path("data");
  }

  private void killAndRemove() {
    server.destroyForcibly().onExit().join();
    try {
      Folders.remove(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("removing " + folder, e);
    }
  }

  @Override
  public void close() {
    killAndRemove();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
