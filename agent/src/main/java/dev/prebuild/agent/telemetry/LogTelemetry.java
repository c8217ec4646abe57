package dev.prebuild.agent.telemetry;

import dev.prebuild.agent.logs.LogListener;
import io.prometheus.metrics.core.metrics.Counter;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of the logs of prebuilds. */
public final class LogTelemetry implements LogListener {
  private static final Logger LOG = LoggerFactory.getLogger(LogTelemetry.class);

  private final Counter bytes;
  private final Counter failures;

  public LogTelemetry(Metrics metrics) {
    bytes =
        metrics.counter(
            "prebuild_agent_prebuild_log_bytes_total",
            "Text that prebuilds have printed, by fate: kept, or dropped from its log later.",
            Label.of("fate", "kept", "dropped"));
    failures =
        metrics.counter(
            "prebuild_agent_prebuild_log_failures_total",
            "Failures to write or read the log of a prebuild, which goes on all the same.");
  }

  @Override
  public void kept(long bytes) {
    this.bytes.labelValues("kept").inc(bytes);
  }

  @Override
  public void dropped(long bytes) {
    this.bytes.labelValues("dropped").inc(bytes);
  }

  @Override
  public void failed(UUID prebuildId, String what, Exception cause) {
    failures.inc();
    LOG.atWarn()
        .addKeyValue("prebuild", prebuildId)
        .addKeyValue("doing", what)
        .addKeyValue("cause", cause.toString())
        .log("a prebuild's log cannot be kept in full; the prebuild goes on; is the disk full?");
  }
}
