package dev.prebuild.agent.telemetry;

import dev.prebuild.agent.engine.RegistryListener;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of snapshots on their way to and from the registry. */
public final class RegistryTelemetry implements RegistryListener {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryTelemetry.class);

  private final RegistryMetrics metrics;

  public RegistryTelemetry(Metrics metrics) {
    this.metrics = new RegistryMetrics(metrics);
  }

  @Override
  public void pushed(UUID snapshotId, long sentBytes, Duration took) {
    metrics.pushSeconds.labelValues(RegistryMetrics.DONE).observe(seconds(took));
    metrics.pushedBytes.inc(sentBytes);
    LOG.atInfo()
        .addKeyValue("snapshot", snapshotId)
        .addKeyValue("sentBytes", sentBytes)
        .addKeyValue("millis", took.toMillis())
        .log("snapshot pushed");
  }

  @Override
  public void pushFailed(UUID snapshotId, String cause, Duration took) {
    metrics.pushSeconds.labelValues(RegistryMetrics.FAILED).observe(seconds(took));
    LOG.atWarn()
        .addKeyValue("snapshot", snapshotId)
        .addKeyValue("cause", cause)
        .log("a snapshot is not in the registry yet and stays on this host; it is tried again");
  }

  @Override
  public void pulled(UUID snapshotId, Duration took) {
    metrics.pullSeconds.labelValues(RegistryMetrics.DONE).observe(seconds(took));
    LOG.atInfo()
        .addKeyValue("snapshot", snapshotId)
        .addKeyValue("millis", took.toMillis())
        .log("snapshot pulled");
  }

  @Override
  public void pullFailed(UUID snapshotId, String cause, Duration took) {
    metrics.pullSeconds.labelValues(RegistryMetrics.FAILED).observe(seconds(took));
    LOG.atWarn()
        .addKeyValue("snapshot", snapshotId)
        .addKeyValue("cause", cause)
        .log("a snapshot could not be pulled");
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }
}
