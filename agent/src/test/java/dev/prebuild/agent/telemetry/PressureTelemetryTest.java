package dev.prebuild.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.pool.plan.Pressure;
import dev.prebuild.pool.pressure.Reading;
import dev.prebuild.pool.pressure.Room;
import dev.prebuild.pool.pressure.Standing;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class PressureTelemetryTest {
  private final Metrics metrics = new Metrics();
  private final PressureTelemetry telemetry = new PressureTelemetry(metrics);

  private List<Double> values(String name) {
    return metrics.registry().scrape(name::equals).stream()
        .flatMap(snapshot -> ((GaugeSnapshot) snapshot).getDataPoints().stream())
        .map(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
        .toList();
  }

  @Test
  void whatIsNotReadHasNoValue() {
    assertThat(values("prebuild_agent_host_memory_available_ratio")).isEmpty();

    telemetry.looked(
        new Reading(Optional.of(new Room(1, 4)), Optional.empty(), OptionalDouble.of(1.5)));

    assertThat(values("prebuild_agent_host_memory_available_ratio")).containsExactly(0.25);
    assertThat(values("prebuild_agent_host_disk_free_ratio")).isEmpty();
    assertThat(values("prebuild_agent_host_load_per_core")).containsExactly(1.5);
  }

  @Test
  void theRungIsShown() {
    assertThat(values("prebuild_agent_host_pressure")).containsExactly(0.0);

    telemetry.changed(
        Standing.AT_EASE, new Standing(Pressure.STOP_SURPLUS, "a test", Optional.empty()));

    assertThat(values("prebuild_agent_host_pressure")).containsExactly(2.0);
  }
}
