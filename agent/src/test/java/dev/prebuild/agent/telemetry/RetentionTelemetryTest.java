package dev.prebuild.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.snapshot.retention.HeldSnapshot;
import dev.prebuild.snapshot.retention.HeldSnapshot.Pair;
import dev.prebuild.snapshot.retention.Reason;
import dev.prebuild.snapshot.retention.Removal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class RetentionTelemetryTest {
  private final RetentionTelemetry telemetry = new RetentionTelemetry(new Metrics());

  @Test
  void removalsAreCountedByReason() {
    UUID id = new UUID(1, 1);
    HeldSnapshot snapshot = new HeldSnapshot(id, new Pair(id, id), Instant.EPOCH, List.of(), false);

    telemetry.removed(new Removal(snapshot, Reason.TOO_OLD, 7));
    telemetry.removed(new Removal(snapshot, Reason.TOO_OLD, 5));
    telemetry.held(3, 1_000);

    assertThat(telemetry.removals.labelValues("too_old").get()).isEqualTo(2);
    assertThat(telemetry.removals.labelValues("disk_pressure").get()).isZero();
    assertThat(telemetry.freedBytes.get()).isEqualTo(12);
    assertThat(telemetry.snapshots.get()).isEqualTo(3);
    assertThat(telemetry.bytes.get()).isEqualTo(1_000);
  }
}
