package dev.prebuild.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.git.MirrorUse;
import dev.prebuild.agent.git.Trouble;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class SourceTelemetryTest {
  private static final UUID ID = new UUID(6, 6);

  private final Metrics metrics = new Metrics();
  private final SourceTelemetry telemetry = new SourceTelemetry(metrics);

  @Test
  void clonesAreCountedByHowTheyEnded() {
    telemetry.cloned(ID, Duration.ofMillis(1_500), 4_096);
    telemetry.cloned(ID, Duration.ofMillis(500), 0);
    telemetry.failed(ID, Trouble.NOT_FOUND, Duration.ofSeconds(1));
    telemetry.interrupted(ID);

    assertThat(metrics.clones.labelValues("cloned").get()).isEqualTo(2);
    assertThat(metrics.clones.labelValues("not_found").get()).isEqualTo(1);
    assertThat(metrics.clones.labelValues("interrupted").get()).isEqualTo(1);
    assertThat(metrics.clonedBytes.get()).isEqualTo(4_096);
    assertThat(metrics.cloneSeconds.collect().getDataPoints().getFirst().getSum()).isEqualTo(2);
  }

  @Test
  void mirrorsAreCountedByWhatTheyWereGoodFor() {
    telemetry.mirrorUsed(MirrorUse.HIT);
    telemetry.mirrorUsed(MirrorUse.HIT);
    telemetry.mirrorUsed(MirrorUse.BYPASSED);

    assertThat(metrics.cloneMirrors.labelValues("hit").get()).isEqualTo(2);
    assertThat(metrics.cloneMirrors.labelValues("bypassed").get()).isEqualTo(1);
  }
}
