package dev.prebuild.agent.daemon;

import dev.prebuild.agent.engine.EngineRoom;
import dev.prebuild.agent.engine.EngineSnapshotStore;
import dev.prebuild.agent.telemetry.Metrics;
import dev.prebuild.agent.telemetry.RetentionTelemetry;
import dev.prebuild.config.settings.Settings;
import dev.prebuild.snapshot.Retention;
import dev.prebuild.snapshot.ledger.Ledger;
import dev.prebuild.snapshot.retention.RetentionLimits;
import java.time.Clock;

/** The retention of snapshots as the settings want it. */
final class RetentionSetup {
  private RetentionSetup() {}

  static Retention of(
      Settings settings, EngineRoom room, Ledger ledger, Metrics metrics, Clock clock) {
    return new Retention(
        new Retention.Means(
            new EngineSnapshotStore(room), ledger, new RetentionTelemetry(metrics), clock),
        new RetentionLimits(
            settings.snapshots().keep(),
            settings.snapshots().maxAge().toJavaDuration(),
            RetentionLimits.STANDARD_GRACE),
        settings.disk().minimumFree().toBytes(),
        Retention.Pace.STANDARD);
  }
}
