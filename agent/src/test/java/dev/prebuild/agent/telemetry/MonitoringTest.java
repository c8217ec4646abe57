package dev.prebuild.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prebuild.agent.testkit.MonitoringFiles;
import dev.prebuild.agent.testkit.PromqlNames;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Rules, dashboard and runbooks speak of what there is. */
class MonitoringTest {
  private static final Pattern SECTION = Pattern.compile("(?m)^## (\\w+)$");

  /** Prometheus makes it for each target. */
  private static final String UP = "up";

  private static Set<String> known() throws IOException {
    Set<String> known = new TreeSet<>(MonitoringFiles.series());
    known.addAll(MonitoringFiles.recorded());
    known.add(UP);
    return known;
  }

  @Test
  void rulesReferToMetricsThatExist() throws IOException {
    for (JsonNode rule : MonitoringFiles.rules()) {
      assertThat(PromqlNames.of(rule.path("expr").asText()))
          .as("%s", rule)
          .isNotEmpty()
          .isSubsetOf(known());
    }
  }

  @Test
  void eachAlertHasItsSectionInTheRunbooksAndTheOtherWayRound() throws IOException {
    Set<String> sections = new TreeSet<>();
    SECTION
        .matcher(Files.readString(MonitoringFiles.runbooks()))
        .results()
        .forEach(section -> sections.add(section.group(1)));

    assertThat(MonitoringFiles.alerts()).isEqualTo(sections);
  }

  @Test
  void eachAlertSaysHowBadItIsAndWhatToDo() throws IOException {
    for (JsonNode rule : MonitoringFiles.rules(MonitoringFiles.alertRules())) {
      JsonNode annotations = rule.path("annotations");
      assertThat(rule.at("/labels/severity").asText()).isIn("critical", "warning", "info");
      assertThat(annotations.path("summary").asText()).isNotBlank();
      assertThat(annotations.path("description").asText()).isNotBlank();
      assertThat(annotations.path("runbook_url").asText())
          .isEqualTo(
              "agent/docs/runbooks.md#%s"
                  .formatted(rule.path("alert").asText().toLowerCase(Locale.ROOT)));
    }
  }

  @Test
  void eachPanelOfTheDashboardSaysWhatItShows() throws IOException {
    assertThat(MonitoringFiles.panels().stream().map(panel -> panel.path("id").asInt()))
        .isNotEmpty()
        .doesNotHaveDuplicates();
    for (JsonNode panel : MonitoringFiles.panels()) {
      assertThat(panel.path("description").asText()).as("%s", panel).isNotBlank();
      assertThat(panel.at("/fieldConfig/defaults/unit").asText()).as("%s", panel).isNotBlank();
      assertThat(panel.at("/datasource/uid").asText()).as("%s", panel).isEqualTo("${datasource}");
    }
  }

  @Test
  void theDashboardRefersToMetricsThatExist() throws IOException {
    for (JsonNode panel : MonitoringFiles.panels()) {
      List<JsonNode> targets = panel.path("targets").valueStream().toList();
      assertThat(targets).as("%s", panel).isNotEmpty();
      for (JsonNode target : targets) {
        assertThat(PromqlNames.of(target.path("expr").asText()))
            .as("%s", target)
            .isNotEmpty()
            .isSubsetOf(known());
      }
    }
  }
}
