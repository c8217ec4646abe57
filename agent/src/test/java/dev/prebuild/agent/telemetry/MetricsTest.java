package dev.prebuild.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.engine.EngineCallListener.Outcome;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {
  private final Metrics metrics = new Metrics();

  private String scrape() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ExpositionFormats.init()
        .getPrometheusTextFormatWriter()
        .write(out, metrics.registry().scrape());
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void whatCanBeCountedIsThereBeforeItHappens() throws IOException {
    metrics.counter("a_total", "a", Label.of("x", "1", "2"), Label.of("y", "3", "4"));
    metrics.counter("b_total", "b");
    metrics.histogram("c_seconds", "c", new double[] {1}, Label.of("x", "1"));

    assertThat(scrape())
        .contains(
            "a_total{x=\"1\",y=\"3\"} 0.0",
            "a_total{x=\"1\",y=\"4\"} 0.0",
            "a_total{x=\"2\",y=\"3\"} 0.0",
            "a_total{x=\"2\",y=\"4\"} 0.0",
            "b_total 0.0",
            "c_seconds_bucket{x=\"1\",le=\"1.0\"} 0");
  }

  @Test
  void whatIsNotKnownBeforehandIsNot() throws IOException {
    metrics.counter("a_total", "a", Label.of("x", "1"), Label.open("pool"));

    assertThat(scrape()).doesNotContain("a_total{");
  }

  @Test
  void callsToTheEngineAreCountedByTheirEnd() throws IOException {
    EngineTelemetry telemetry = new EngineTelemetry(metrics);

    telemetry.ended(Outcome.DONE);
    telemetry.ended(Outcome.UNREACHABLE);
    telemetry.ended(Outcome.UNREACHABLE);

    assertThat(scrape())
        .contains(
            "prebuild_agent_engine_calls_total{outcome=\"done\"} 1.0",
            "prebuild_agent_engine_calls_total{outcome=\"refused\"} 0.0",
            "prebuild_agent_engine_calls_total{outcome=\"unreachable\"} 2.0");
  }

  @Test
  void theProcessIsShownAsTheKernelHasIt(@TempDir Path proc) throws IOException {
    Files.writeString(proc.resolve("status"), "Name:\tjava\nVmRSS:\t    2048 kB\n");
    Files.writeString(
        proc.resolve("limits"), "Max open files            1024                 4096   files\n");
    Files.createFile(Files.createDirectory(proc.resolve("fd")).resolve("0"));

    new ProcessTelemetry(metrics, proc).show();

    assertThat(scrape())
        .contains(
            "process_resident_memory_bytes 2097152.0",
            "process_max_fds 1024.0",
            "process_open_fds 1.0",
            "jvm_memory_used_bytes{area=\"heap\"}");
  }

  @Test
  void whatTheKernelDoesNotTellHasNoValue(@TempDir Path proc) throws IOException {
    new ProcessTelemetry(metrics, proc).show();

    assertThat(scrape())
        .contains("process_start_time_seconds ")
        .doesNotContain("process_resident_memory_bytes ", "process_open_fds ");
  }
}
