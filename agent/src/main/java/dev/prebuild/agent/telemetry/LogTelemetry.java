package dev.prebuild.agent.telemetry;

import dev.prebuild.agent.logs.LogListener;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of the logs of prebuilds. */
public final class LogTelemetry implements LogListener {
  private static final Logger LOG = LoggerFactory.getLogger(LogTelemetry.class);

  private final Metrics metrics;

  public LogTelemetry(Metrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void kept(long bytes) {
    metrics.logBytes.labelValues("kept").inc(bytes);
  }

  @Override
  public void dropped(long bytes) {
    metrics.logBytes.labelValues("dropped").inc(bytes);
  }

  @Override
  public void failed(UUID prebuildId, String what, Exception cause) {
    metrics.logFailures.inc();
    LOG.atWarn()
        .addKeyValue("prebuild", prebuildId)
        .addKeyValue("doing", what)
        .addKeyValue("cause", cause.toString())
        .log("a prebuild's log cannot be kept in full; the prebuild goes on; is the disk full?");
  }
}
