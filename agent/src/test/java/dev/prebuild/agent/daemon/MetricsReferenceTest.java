package dev.prebuild.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import dev.prebuild.agent.controlplane.EmbeddedControlPlane;
import dev.prebuild.agent.engine.Engine;
import dev.prebuild.agent.telemetry.AuditLog;
import dev.prebuild.agent.telemetry.BuildInfo;
import dev.prebuild.agent.telemetry.CallTelemetry;
import dev.prebuild.agent.telemetry.ControlPlaneTelemetry;
import dev.prebuild.agent.telemetry.EngineTelemetry;
import dev.prebuild.agent.telemetry.HttpTelemetry;
import dev.prebuild.agent.telemetry.Label;
import dev.prebuild.agent.telemetry.MetricDescription;
import dev.prebuild.agent.telemetry.Metrics;
import dev.prebuild.agent.telemetry.ProcessTelemetry;
import dev.prebuild.agent.testkit.AgentSettings;
import dev.prebuild.agent.testkit.MonitoringFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/metrics.md is made from the metrics themselves; {@code -Dreference=rewrite} writes it. */
class MetricsReferenceTest {
  private static final String BEGINNING =
      """
      # Metrics
      What `GET /metrics` tells, without a token. A test makes this page from the metrics themselves and fails when it is out of
      date: `mvn test -pl agent -am -Dtest=MetricsReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -Dreference=rewrite`
      writes it anew.

      Units are seconds and bytes; ratios are of 0 to 1. Histograms have the same buckets on every host, so they can be added
      up. Where the values of its labels are listed, a metric is there from the start, at 0. Values that are not listed are as
      many as what they name: a pool's series go with the pool, a commit's with its end. Those whose names begin with
      `prebuild_agent_control_plane_` and that tell of hosts and queues, and those of the API, are told by `standalone` alone.

      Rules, alerts and a dashboard are in `config/src/main/resources/dev/prebuild/config`, in `prometheus` and `grafana`;
      [runbooks.md](runbooks.md) tells what to do about each alert.

      | metric | type | labels | what it tells |
      |---|---|---|---|
      """;

  @TempDir Path folder;

  @Test
  void isThatOfTheMetrics() throws Exception {
    String reference = BEGINNING + rows(describeAll());

    if ("rewrite".equals(System.getProperty("reference"))) {
      Files.writeString(MonitoringFiles.metricsReference(), reference);
    }

    assertThat(MonitoringFiles.metricsReference()).hasContent(reference);
  }

  private static String rows(List<MetricDescription> descriptions) {
    return descriptions.stream()
        .sorted(Comparator.comparing(MetricDescription::name))
        .map(
            one ->
                "| `%s` | %s | %s | %s |\n"
                    .formatted(
                        one.name(),
                        one.type().name().toLowerCase(Locale.ROOT),
                        one.labels().stream()
                            .map(MetricsReferenceTest::label)
                            .collect(Collectors.joining("; ")),
                        one.help()))
        .collect(Collectors.joining());
  }

  private static String label(Label label) {
    String name = "`%s`".formatted(label.name());
    return label.values().isEmpty() ? name : name + ": " + String.join(", ", label.values());
  }

  /** All that an agent with its own control plane shows; neither is started. */
  private List<MetricDescription> describeAll() throws Exception {
    AgentSettings settings =
        new AgentSettings(UUID.randomUUID(), folder, folder.resolve("none.sock"));
    settings.addClass("image");
    LiveSettings live = LiveSettings.read(settings.write());
    Files.createDirectories(settings.state());
    Metrics metrics = new Metrics();
    try (EmbeddedControlPlane controlPlane =
            EmbeddedControlPlane.open(
                live.get().standalone().orElseThrow(),
                new EmbeddedControlPlane.Place(settings.runnerId, "host", settings.state()),
                Clock.systemUTC(),
                1 << 20,
                new CallTelemetry(metrics),
                new AuditLog());
        Engine engine = new Engine(live.get().engine().socket(), new EngineTelemetry(metrics));
        Agent agent =
            Agent.assemble(
                live,
                engine,
                Wire.toOwn(live.get().http(), controlPlane.runnerTokenFile()),
                metrics,
                Clock.systemUTC())) {
      new ControlPlaneTelemetry(metrics, controlPlane).show();
      agent.vitals().addTo(metrics);
    }
    new HttpTelemetry(new MetricRegistry()).show(metrics);
    new ProcessTelemetry(metrics, Path.of("/proc/self")).show();
    new BuildInfo("", "").show(metrics, "");
    return metrics.descriptions();
  }
}
