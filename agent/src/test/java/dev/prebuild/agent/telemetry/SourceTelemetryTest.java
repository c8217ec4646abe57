package dev.prebuild.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.git.MirrorUse;
import dev.prebuild.agent.git.Trouble;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class SourceTelemetryTest {
  private static final UUID ID = new UUID(6, 6);

  private final SourceTelemetry telemetry = new SourceTelemetry(new Metrics());

  @Test
  void clonesAreCountedByHowTheyEnded() {
    telemetry.cloned(ID, Duration.ofMillis(1_500), 4_096);
    telemetry.cloned(ID, Duration.ofMillis(500), 0);
    telemetry.failed(ID, Trouble.NOT_FOUND, Duration.ofSeconds(1));
    telemetry.interrupted(ID);

    assertThat(telemetry.clones.labelValues("cloned").get()).isEqualTo(2);
    assertThat(telemetry.clones.labelValues("not_found").get()).isEqualTo(1);
    assertThat(telemetry.clones.labelValues("interrupted").get()).isEqualTo(1);
    assertThat(telemetry.bytes.get()).isEqualTo(4_096);
    assertThat(telemetry.seconds.collect().getDataPoints().getFirst().getSum()).isEqualTo(2);
  }

  @Test
  void mirrorsAreCountedByWhatTheyWereGoodFor() {
    telemetry.mirrorUsed(MirrorUse.HIT);
    telemetry.mirrorUsed(MirrorUse.HIT);
    telemetry.mirrorUsed(MirrorUse.BYPASSED);

    assertThat(telemetry.mirrors.labelValues("hit").get()).isEqualTo(2);
    assertThat(telemetry.mirrors.labelValues("bypassed").get()).isEqualTo(1);
  }
}
