package dev.prebuild.agent.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The rules and the dashboard that come with the agent, and the pages that tell of them. */
public final class MonitoringFiles {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  /** A row of the reference: the name, and the type. */
  private static final Pattern METRIC = Pattern.compile("(?m)^\\| `([a-z_]+)` \\| ([a-z]+) \\|");

  private MonitoringFiles() {}

  public static Path recordingRules() {
    return installed("prometheus/recording.rules.yml");
  }

  public static Path alertRules() {
    return installed("prometheus/alerts.rules.yml");
  }

  private static Path dashboard() {
    return installed("grafana/prebuild-agent.json");
  }

  /** Of promtool. */
  public static Path ruleTests() {
    return config().resolve("src/test/prometheus/rules.test.yml");
  }

  public static Path metricsReference() {
    return ModuleFolder.find().resolve("docs/metrics.md");
  }

  public static Path runbooks() {
    return ModuleFolder.find().resolve("docs/runbooks.md");
  }

  private static Path config() {
    return ModuleFolder.find().resolveSibling("config");
  }

  private static Path installed(String file) {
    return config().resolve("src/main/resources/dev/prebuild/config").resolve(file);
  }

  /** All rules of a file: alerts and recorded series. */
  public static List<JsonNode> rules(Path file) throws IOException {
    return YAML.readTree(file.toFile())
        .path("groups")
        .valueStream()
        .flatMap(group -> group.path("rules").valueStream())
        .toList();
  }

  /** Of both files. */
  public static List<JsonNode> rules() throws IOException {
    return Stream.concat(rules(recordingRules()).stream(), rules(alertRules()).stream()).toList();
  }

  public static Set<String> alerts() throws IOException {
    return names("alert");
  }

  public static Set<String> recorded() throws IOException {
    return names("record");
  }

  private static Set<String> names(String kind) throws IOException {
    Set<String> names = new TreeSet<>();
    rules().stream()
        .filter(rule -> rule.has(kind))
        .forEach(rule -> names.add(rule.path(kind).asText()));
    return names;
  }

  /** Those of the dashboard, without the rows, which only group them. */
  public static List<JsonNode> panels() throws IOException {
    return YAML.readTree(dashboard().toFile())
        .path("panels")
        .valueStream()
        .filter(panel -> !panel.path("type").asText().equals("row"))
        .toList();
  }

  /** What the dashboard asks, with all chosen that can be. */
  public static List<String> panelExpressions() throws IOException {
    return panels().stream()
        .flatMap(panel -> panel.path("targets").valueStream())
        .map(target -> target.path("expr").asText())
        .map(expression -> expression.replace("$__rate_interval", "1m"))
        .map(expression -> expression.replaceAll("\\$(instance|pool)", ".*"))
        .toList();
  }

  /** All metrics of the agent's own, as the reference has them: name and type. */
  public static Map<String, String> metrics() throws IOException {
    Map<String, String> metrics = new TreeMap<>();
    Matcher metric = METRIC.matcher(Files.readString(metricsReference()));
    while (metric.find()) {
      metrics.put(metric.group(1), metric.group(2));
    }
    return metrics;
  }

  /** Names of all their series. */
  public static Set<String> series() throws IOException {
    Set<String> names = new TreeSet<>();
    metrics()
        .forEach(
            (name, type) ->
                names.addAll(
                    type.equals("histogram")
                        ? List.of(name + "_bucket", name + "_sum", name + "_count")
                        : List.of(name)));
    return names;
  }
}
