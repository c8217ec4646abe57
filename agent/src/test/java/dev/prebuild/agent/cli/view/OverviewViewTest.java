package dev.prebuild.agent.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prebuild.agent.cli.output.Paint;
import dev.prebuild.agent.host.HostMode;
import dev.prebuild.agent.overview.Overview;
import dev.prebuild.config.spec.PrebuildPhase;
import dev.prebuild.config.spec.WarmPoolPhase;
import dev.prebuild.pool.plan.Pressure;
import io.dropwizard.jackson.Jackson;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the agent answers, as its own mapper writes it, is what the command line reads. */
final class OverviewViewTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final ObjectMapper MAPPER = Jackson.newObjectMapper();
  private static final Overview.Origin NAMED =
      new Overview.Origin(id(1), Optional.of("lua"), id(2), Optional.of("regular"));
  private static final Overview.Origin NAMELESS =
      new Overview.Origin(id(1), Optional.empty(), id(2), Optional.empty());
  private static final Overview.Dependency UP = new Overview.Dependency(true, Optional.empty());

  private static UUID id(int number) {
    return UUID.fromString("%08d-0000-0000-0000-000000000000".formatted(number));
  }

  private static Overview.Host host(
      HostMode mode, Pressure pressure, Overview.Dependency controlPlane) {
    return new Overview.Host(
        id(9),
        "build-1",
        mode,
        NOW.minusSeconds(300),
        0,
        new Overview.Shortage(
            pressure,
            "memory is short",
            OptionalDouble.of(0.5),
            OptionalDouble.empty(),
            OptionalDouble.of(1)),
        UP,
        controlPlane,
        UP);
  }

  private static Overview.Pool pool(
      Overview.Origin origin, WarmPoolPhase phase, Optional<String> failure) {
    return new Overview.Pool(
        id(3),
        origin,
        phase,
        2,
        1,
        2,
        "the minimum",
        1,
        4,
        0,
        0,
        0,
        0,
        Optional.of(id(5)),
        Optional.of(NOW),
        Optional.empty(),
        failure);
  }

  private static Overview.Prebuild prebuild(
      PrebuildPhase phase, OptionalInt percent, OptionalLong size, Optional<String> failure) {
    return new Overview.Prebuild(
        id(5), NAMED, phase, NOW, NOW.minusSeconds(60), percent, size, List.of(), failure);
  }

  private static String text(Overview overview) {
    return OverviewView.text(json(overview), NOW, new Paint(false));
  }

  private static JsonNode json(Overview overview) {
    return MAPPER.valueToTree(overview);
  }

  @Test
  void allIsSeenAtAGlance() {
    Overview overview =
        new Overview(
            host(HostMode.OPEN, Pressure.NONE, UP),
            List.of(
                pool(NAMED, WarmPoolPhase.READY, Optional.empty()),
                pool(NAMELESS, WarmPoolPhase.DEGRADED, Optional.of("no space left"))),
            List.of(
                prebuild(
                    PrebuildPhase.SNAPSHOTTING,
                    OptionalInt.of(50),
                    OptionalLong.empty(),
                    Optional.empty()),
                prebuild(
                    PrebuildPhase.COMPLETED,
                    OptionalInt.empty(),
                    OptionalLong.of(586L << 20),
                    Optional.empty()),
                prebuild(
                    PrebuildPhase.FAILED,
                    OptionalInt.empty(),
                    OptionalLong.empty(),
                    Optional.of("step build ended with 2"))),
            List.of(new Overview.Snapshot(id(5), NAMED, NOW, 700L << 20, 586L << 20, true)),
            List.of(
                new Overview.ClaimMinute(
                    NOW, 3, 1, 1, 5, 0, 2, OptionalDouble.of(10), OptionalDouble.of(20))));

    assertThat(text(overview))
        .isEqualTo(
            """
            host build-1: OPEN for 5m

            POOL      PROJECT   CLASS     PHASE     INSTANCES  RUNNING  WANTED  BECAUSE
            00000003  lua       regular   READY     ##.-       2        2       the minimum
            00000003  00000001  00000002  DEGRADED  ##.-       2        2       no space left

            PREBUILD  PROJECT  CLASS    PHASE         FOR
            00000005  lua      regular  SNAPSHOTTING  60s  [############............]  50 %
            00000005  lua      regular  COMPLETED     60s  snapshot 586 MiB
            00000005  lua      regular  FAILED        60s  step build ended with 2

            1 snapshot held, 586 MiB of their own; 5 claims in the last hour, 2 that found no ready instance""");
  }

  @Test
  void aHostInTroubleSaysSoFirst() {
    Overview overview =
        new Overview(
            host(
                HostMode.DRAINING,
                Pressure.PAUSE_REFILL,
                new Overview.Dependency(false, Optional.of("connection refused"))),
            List.of(),
            List.of(),
            List.of(),
            List.of());

    assertThat(text(overview))
        .isEqualTo(
            """
            host build-1: DRAINING for 5m
            control plane: connection refused
            short of room: PAUSE_REFILL (memory is short)

            no pools

            no prebuilds since the agent has come up

            0 snapshots held, 0 B of their own; 0 claims in the last hour, none that found no ready instance""");
  }
}
