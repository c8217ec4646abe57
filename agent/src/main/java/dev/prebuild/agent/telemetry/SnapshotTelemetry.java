package dev.prebuild.agent.telemetry;

import dev.prebuild.agent.engine.CommitListener;
import dev.prebuild.snapshot.SnapshotListener;
import dev.prebuild.snapshot.host.SnapshotSize;
import dev.prebuild.snapshot.secrets.SearchReport;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of snapshots that are made. */
public final class SnapshotTelemetry implements SnapshotListener, CommitListener {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotTelemetry.class);

  private final SnapshotMetrics metrics;
  private final Map<UUID, Progress> underWay = new ConcurrentHashMap<>();

  /** How far a commit has come. */
  private record Progress(int percent, boolean isMeasured) {}

  public SnapshotTelemetry(Metrics metrics) {
    this.metrics = new SnapshotMetrics(metrics);
    metrics.watch(
        "prebuild_agent_snapshot_commit_progress_ratio",
        "How far the commits under way have come, measured or estimated.",
        gauge ->
            underWay.forEach(
                (id, progress) ->
                    gauge.call(
                        progress.percent() / 100.0,
                        id.toString(),
                        progress.isMeasured() ? "measured" : "estimated")),
        Label.open("prebuild"),
        Label.of("source", "measured", "estimated"));
  }

  @Override
  public void progressed(UUID prebuildId, int percent, boolean isMeasured) {
    underWay.put(prebuildId, new Progress(percent, isMeasured));
  }

  @Override
  public void ended(UUID prebuildId) {
    underWay.remove(prebuildId);
  }

  @Override
  public void searched(UUID prebuildId, SearchReport report, Duration took) {
    boolean isClean = report.hits().isEmpty();
    metrics.searches.labelValues(isClean ? SnapshotMetrics.CLEAN : SnapshotMetrics.FOUND).inc();
    metrics.searchSeconds.observe(seconds(took));
    metrics.searchedBytes.inc(report.searchedBytes());
    (isClean ? LOG.atInfo() : LOG.atWarn())
        .addKeyValue("prebuild", prebuildId)
        .addKeyValue("searchedBytes", report.searchedBytes())
        .addKeyValue("unsearchedBytes", report.unsearchedBytes())
        .addKeyValue("hits", report.hits().size())
        .addKeyValue("millis", took.toMillis())
        .log("searched for secrets");
  }

  @Override
  public void made(UUID prebuildId, SnapshotSize size, Times times) {
    metrics.commitSeconds.observe(seconds(times.commit()));
    metrics.proofSeconds.observe(seconds(times.proof()));
    metrics.addedBytes.observe((double) size.addedBytes());
    LOG.atInfo()
        .addKeyValue("prebuild", prebuildId)
        .addKeyValue("snapshotBytes", size.bytes())
        .addKeyValue("addedBytes", size.addedBytes())
        .addKeyValue("commitMillis", times.commit().toMillis())
        .addKeyValue("proofMillis", times.proof().toMillis())
        .log("snapshot made");
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }
}
