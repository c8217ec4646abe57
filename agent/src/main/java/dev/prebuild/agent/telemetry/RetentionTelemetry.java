package dev.prebuild.agent.telemetry;

import dev.prebuild.snapshot.retention.Reason;
import dev.prebuild.snapshot.retention.Removal;
import dev.prebuild.snapshot.retention.RetentionListener;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of the snapshots that a host holds, and of those that go. */
public final class RetentionTelemetry implements RetentionListener {
  private static final Logger LOG = LoggerFactory.getLogger(RetentionTelemetry.class);

  final Gauge snapshots;
  final Gauge bytes;
  final Counter removals;
  final Counter freedBytes;

  public RetentionTelemetry(Metrics metrics) {
    snapshots = metrics.gauge("prebuild_agent_snapshots_held", "Snapshots that this host holds.");
    bytes =
        metrics.gauge(
            "prebuild_agent_snapshots_held_bytes",
            "What the snapshots of this host take, layers that they share counted once.");
    removals =
        metrics.counter(
            "prebuild_agent_snapshot_removals_total",
            "Snapshots that were removed, by reason: deleted, too_old, superseded, disk_pressure.",
            new Label("reason", Arrays.stream(Reason.values()).map(Reason::label).toList()));
    freedBytes =
        metrics.counter(
            "prebuild_agent_snapshot_freed_bytes_total",
            "What the removal of snapshots has freed, without layers that others have.");
  }

  @Override
  public void held(int count, long taken) {
    snapshots.set(count);
    bytes.set((double) taken);
  }

  @Override
  public void removed(Removal removal) {
    removals.labelValues(removal.reason().label()).inc();
    freedBytes.inc(removal.freedBytes());
    LOG.atInfo()
        .addKeyValue("snapshot", removal.snapshot().id())
        .addKeyValue("project", removal.snapshot().pair().projectId())
        .addKeyValue("class", removal.snapshot().pair().classId())
        .addKeyValue("createdAt", removal.snapshot().createdAt())
        .addKeyValue("freedBytes", removal.freedBytes())
        .addKeyValue("reason", removal.reason().words())
        .log("snapshot removed");
  }

  @Override
  public void stays(Removal removal, String cause) {
    LOG.atWarn()
        .addKeyValue("snapshot", removal.snapshot().id())
        .addKeyValue("reason", removal.reason().words())
        .addKeyValue("cause", cause)
        .log("a snapshot could not be removed; it is tried again");
  }

  @Override
  public void unavailable(String cause) {
    LOG.atWarn()
        .addKeyValue("cause", cause)
        .log("the host's snapshots cannot be looked after; it is tried again");
  }

  @Override
  public void available() {
    LOG.info("the host's snapshots are looked after again");
  }

  @Override
  public void nothingToFree(long missingBytes) {
    LOG.atWarn()
        .addKeyValue("missingBytes", missingBytes)
        .log(
            "the disk is short of room (disk.minimumFree), and no snapshot may go: pools, environments or new ones use them all; free some, or enlarge it");
  }
}
