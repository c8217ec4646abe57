package dev.prebuild.agent.telemetry;

import dev.prebuild.agent.git.MirrorUse;
import dev.prebuild.agent.git.SourceListener;
import dev.prebuild.agent.git.Trouble;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of clones; why one failed is told where its prebuild fails. */
public final class SourceTelemetry implements SourceListener {
  private static final Logger LOG = LoggerFactory.getLogger(SourceTelemetry.class);

  private final Metrics metrics;

  public SourceTelemetry(Metrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void mirrorUsed(MirrorUse use) {
    metrics.cloneMirrors.labelValues(Labels.of(use)).inc();
  }

  @Override
  public void cloned(UUID prebuildId, Duration elapsed, long fetchedBytes) {
    double seconds = elapsed.toNanos() / 1e9;
    metrics.clones.labelValues("cloned").inc();
    metrics.cloneSeconds.observe(seconds);
    metrics.clonedBytes.inc(fetchedBytes);
    LOG.atInfo()
        .addKeyValue("prebuild", prebuildId)
        .addKeyValue("seconds", seconds)
        .addKeyValue("fetchedBytes", fetchedBytes)
        .log("sources cloned");
  }

  @Override
  public void failed(UUID prebuildId, Trouble trouble, Duration elapsed) {
    metrics.clones.labelValues(Labels.of(trouble)).inc();
    LOG.atInfo()
        .addKeyValue("prebuild", prebuildId)
        .addKeyValue("trouble", Labels.of(trouble))
        .addKeyValue("seconds", elapsed.toNanos() / 1e9)
        .log("sources cannot be cloned");
  }

  @Override
  public void interrupted(UUID prebuildId) {
    metrics.clones.labelValues("interrupted").inc();
  }
}
