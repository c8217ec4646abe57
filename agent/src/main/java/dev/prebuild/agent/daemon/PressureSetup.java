package dev.prebuild.agent.daemon;

import dev.prebuild.agent.engine.Engine;
import dev.prebuild.agent.pressure.HostReadings;
import dev.prebuild.agent.pressure.PressureLoop;
import dev.prebuild.agent.pressure.Relief;
import dev.prebuild.agent.telemetry.Metrics;
import dev.prebuild.agent.telemetry.PressureTelemetry;
import dev.prebuild.config.settings.PressureSettings;
import dev.prebuild.config.settings.Settings;
import dev.prebuild.pool.Pools;
import dev.prebuild.pool.plan.Pressure;
import dev.prebuild.pool.pressure.Thresholds;
import dev.prebuild.snapshot.Retention;
import java.nio.file.Path;

/** The look at how short the host is, as the settings want it. */
final class PressureSetup {
  private PressureSetup() {}

  static PressureLoop of(
      Settings settings, Engine engine, Pools pools, Retention retention, Metrics metrics) {
    return new PressureLoop(
        new HostReadings(
            Path.of("/proc"), engine::readableDataRoot, Runtime.getRuntime().availableProcessors()),
        thresholds(settings),
        new Means(pools, retention),
        new PressureTelemetry(metrics),
        Thread::sleep);
  }

  private static Thresholds thresholds(Settings settings) {
    PressureSettings pressure = settings.pools().pressure();
    PressureSettings.MemorySettings memory = pressure.memory();
    PressureSettings.DiskSettings disk = pressure.disk();
    return new Thresholds(
        new Thresholds.Memory(memory.pauseRefill(), memory.stopSurplus(), memory.dropReserve()),
        new Thresholds.Disk(
            disk.pauseRefill(), disk.dropReserve(), settings.disk().minimumFree().toBytes()),
        pressure.load().pauseRefill(),
        pressure.calm().toJavaDuration());
  }

  /** Retention knows by itself how much is missing; it only has to look now. */
  private record Means(Pools pools, Retention retention) implements Relief {
    @Override
    public void press(Pressure pressure) {
      pools.press(pressure);
    }

    @Override
    public void freeSnapshots() {
      retention.look();
    }
  }
}
