package dev.prebuild.agent.telemetry;

import dev.prebuild.agent.pressure.PressureListener;
import dev.prebuild.pool.plan.Pressure;
import dev.prebuild.pool.pressure.Reading;
import dev.prebuild.pool.pressure.Standing;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Tells of how short the host is. */
public final class PressureTelemetry implements PressureListener {
  private static final Logger LOG = LoggerFactory.getLogger(PressureTelemetry.class);
  private static final List<Pressure> RUNGS = List.of(Pressure.values());

  private volatile Reading reading = Reading.NONE;
  private volatile Pressure pressure = Pressure.NONE;

  public PressureTelemetry(Metrics metrics) {
    metrics.watch(
        "prebuild_agent_host_pressure",
        "How short the host is: 0 not at all, 1 no refill, 2 surplus is stopped, 3 the reserve goes, 4 snapshots go.",
        () -> RUNGS.indexOf(pressure));
    watch(
        metrics,
        "prebuild_agent_host_memory_available_ratio",
        "Memory that programs can have without swapping, of all.",
        Reading::memoryShare);
    watch(
        metrics,
        "prebuild_agent_host_disk_free_ratio",
        "Free space where the engine keeps images and containers, of all; absent where that cannot be seen.",
        Reading::diskShare);
    watch(
        metrics,
        "prebuild_agent_host_load_per_core",
        "Tasks that run or want to, on average over a minute, for each processor.",
        Reading::loadPerCore);
  }

  /** What cannot be read has no value, rather than a wrong one. */
  private void watch(
      Metrics metrics, String name, String help, Function<Reading, OptionalDouble> value) {
    metrics.watch(name, help, gauge -> value.apply(reading).ifPresent(gauge::call));
  }

  @Override
  public void looked(Reading now) {
    reading = now;
  }

  @Override
  public void changed(Standing before, Standing now) {
    pressure = now.pressure();
    boolean isWorse = now.pressure().compareTo(before.pressure()) > 0;
    LOG.atLevel(isWorse ? Level.WARN : Level.INFO)
        .addKeyValue("pressure", now.pressure())
        .addKeyValue("before", before.pressure())
        .addKeyValue("reason", now.reason())
        .log(
            isWorse
                ? "the host is short, pools make do with less (pools.pressure)"
                : "the host is less short than it was");
  }
}
