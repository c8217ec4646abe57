package dev.prebuild.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.connect.ConnectCode;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CallTelemetryTest {
  private static final String GET = "gitpod.v1.PrebuildService/GetPrebuild";
  private static final String SYNC = "prebuildagent.v1.RunnerService/Sync";

  private final Metrics metrics = new Metrics();
  private final CallTelemetry telemetry = new CallTelemetry(metrics);

  @Test
  void countsByMethodAndCode() throws IOException {
    telemetry.ended(GET, Optional.empty(), Duration.ofMillis(1));
    telemetry.ended(GET, Optional.empty(), Duration.ofMillis(2));
    telemetry.ended(GET, Optional.of(ConnectCode.NOT_FOUND), Duration.ofMillis(1));

    assertThat(scrape())
        .contains(
            "prebuild_agent_api_calls_total{code=\"ok\",method=\"%s\"} 2.0".formatted(GET),
            "prebuild_agent_api_calls_total{code=\"not_found\",method=\"%s\"} 1.0".formatted(GET),
            "prebuild_agent_api_call_duration_seconds_count{method=\"%s\"} 3".formatted(GET),
            "prebuild_agent_api_call_duration_seconds_bucket{method=\"%s\",le=\"0.001\"} 2"
                .formatted(GET));
  }

  @Test
  void aLongPollIsCountedAndNotTimed() throws IOException {
    telemetry.ended(SYNC, Optional.empty(), Duration.ofSeconds(50));

    assertThat(scrape())
        .contains("prebuild_agent_api_calls_total{code=\"ok\",method=\"%s\"} 1.0".formatted(SYNC))
        .doesNotContain("duration_seconds_count{method=\"%s\"}".formatted(SYNC));
  }

  private String scrape() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ExpositionFormats.init()
        .getPrometheusTextFormatWriter()
        .write(out, metrics.registry().scrape());
    return out.toString(StandardCharsets.UTF_8);
  }
}
