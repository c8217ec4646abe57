package dev.prebuild.agent.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prebuild.agent.testkit.Eventually;
import dev.prebuild.agent.testkit.MonitoringFiles;
import dev.prebuild.agent.testkit.PromqlNames;
import dev.prebuild.agent.testkit.Promtool;
import dev.prebuild.agent.testkit.Standalone;
import dev.prebuild.agent.testkit.TestHost;
import dev.prebuild.agent.testkit.TestProject;
import dev.prebuild.agent.testkit.TestPrometheus;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What Prometheus makes of a running agent, and of the rules that come with it. */
class ScrapeIT {
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");

  /** There as long as something is committed. */
  private static final String PASSING = "prebuild_agent_snapshot_commit_progress_ratio";

  @RegisterExtension static final TestHost HOST = new TestHost();

  private static Standalone agent;
  private static TestProject project;

  /** An agent with a pool. */
  @BeforeAll
  static void start() throws Exception {
    agent = Standalone.of(HOST, HOST.settings("agent"));
    project = agent.project("app", "build", "true");
    HOST.startHealthy("standalone", agent.settings());
    agent.awaitCompletion(agent.controlPlane().createPrebuild(project));
    agent.awaitPool(agent.controlPlane().createWarmPool(project, 1, 1), 1, 0);
  }

  @Test
  void aScrapeHasTheMetricsOfTheReference() throws Exception {
    Map<String, String> documented = MonitoringFiles.metrics();
    documented.remove(PASSING);

    Eventually.await("all metrics are there", ScrapeIT::scraped, documented::equals);
  }

  private static Map<String, String> scraped() throws Exception {
    Map<String, String> metrics = new TreeMap<>();
    Matcher type = TYPE.matcher(agent.calls().metrics().text());
    while (type.find()) {
      metrics.put(type.group(1), type.group(2));
    }
    metrics.remove(PASSING);
    return metrics;
  }

  @Test
  void promtoolIsContentWithTheScrape() throws Exception {
    assertThat(Promtool.run(agent.calls().metrics().text(), "check", "metrics")).isEmpty();
  }

  @Test
  void theRulesPassTheirTests() throws Exception {
    assertThat(Promtool.run("", "test", "rules", MonitoringFiles.ruleTests().toString()))
        .contains("SUCCESS")
        .doesNotContain("FAILED");
  }

  @Test
  void rulesAndPanelsAreAnsweredAndFindTheirMetrics() throws Exception {
    Set<String> asked = new TreeSet<>();
    for (JsonNode rule : MonitoringFiles.rules()) {
      asked.addAll(PromqlNames.of(rule.path("expr").asText()));
    }
    try (TestPrometheus prometheus =
        TestPrometheus.start(
            agent.settings(),
            List.of(MonitoringFiles.recordingRules(), MonitoringFiles.alertRules()))) {
      Eventually.await(
          "each rule has been evaluated",
          prometheus::rules,
          rules ->
              rules.stream().noneMatch(rule -> rule.path("health").asText().equals("unknown")));
      agent.awaitCompletion(agent.controlPlane().createPrebuild(project));
      assertThat(agent.calls().claim(UUID.randomUUID(), project).status()).isEqualTo(201);
      assertThat(prometheus.rules())
          .hasSameSizeAs(MonitoringFiles.rules())
          .allSatisfy(
              rule -> assertThat(rule.path("health").asText()).as("%s", rule).isEqualTo("ok"));
      for (String name : asked) {
        Eventually.await(
            name + " is there", () -> prometheus.query(name), series -> !series.isEmpty());
      }
      for (String expression : MonitoringFiles.panelExpressions()) {
        prometheus.query(expression);
      }
    }
  }
}
