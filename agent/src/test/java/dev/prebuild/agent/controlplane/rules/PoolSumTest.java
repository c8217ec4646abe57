package dev.prebuild.agent.controlplane.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolStatus;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PoolSumTest {
  private static final String SNAPSHOT = "00000000-0000-4000-8000-000000000001";
  private static final WarmPool POOL = pool(SNAPSHOT, false);

  private static WarmPool pool(String snapshot, boolean isLeaving) {
    WarmPool.Builder pool = WarmPool.newBuilder();
    pool.getStatusBuilder().setPhase(WarmPoolPhase.WARM_POOL_PHASE_PENDING).setStatusVersion(7);
    pool.getSpecBuilder().setSnapshotId(snapshot).setMaxSize(4);
    if (isLeaving) {
      pool.getSpecBuilder().setDesiredPhase(WarmPoolPhase.WARM_POOL_PHASE_DELETED);
    }
    return pool.build();
  }

  private static WarmPoolStatus in(String phase) {
    return WarmPoolStatus.newBuilder()
        .setPhase(WarmPoolPhase.valueOf("WARM_POOL_PHASE_" + phase))
        .build();
  }

  private static WarmPoolStatus failed(String message) {
    return in("DEGRADED").toBuilder().setFailureMessage(message).build();
  }

  /** UNSPECIFIED is a host that has not said anything yet. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          false | false | ''                       | PENDING
          false | false | READY                    | PENDING
          false | false | DEGRADED                 | PENDING
          true  | false | ''                       | DEGRADED
          true  | false | UNSPECIFIED              | PENDING
          true  | false | PENDING                  | PENDING
          true  | false | PENDING UNSPECIFIED      | PENDING
          true  | false | READY                    | READY
          true  | false | READY PENDING            | READY
          true  | false | READY UNSPECIFIED        | READY
          true  | false | DEGRADED                 | DEGRADED
          true  | false | READY DEGRADED           | DEGRADED
          true  | false | PENDING DEGRADED READY   | DEGRADED
          true  | true  | ''                       | DELETED
          true  | true  | READY                    | DELETING
          true  | true  | DELETING DEGRADED        | DELETING
          true  | true  | UNSPECIFIED              | DELETING
          false | true  | ''                       | DELETED
          false | true  | PENDING                  | DELETING
          """)
  void thePhaseFollowsFromTheHosts(
      boolean hasSnapshot, boolean isLeaving, String hosts, String phase) {
    Map<String, WarmPoolStatus> reported = new HashMap<>();
    for (String one : hosts.isEmpty() ? new String[0] : hosts.split(" ", -1)) {
      reported.put("host-" + reported.size(), in(one));
    }

    assertThat(PoolSum.of(pool(hasSnapshot ? SNAPSHOT : "", isLeaving), reported).getPhase())
        .isEqualTo(in(phase).getPhase());
  }

  /** Shares shrink before their hosts have heard of it. */
  @Test
  void noMoreIsDesiredThanThePoolMayHave() {
    WarmPoolStatus one = in("READY").toBuilder().setDesiredSize(3).build();

    assertThat(PoolSum.of(POOL, Map.of("a", one, "b", one)).getDesiredSize()).isEqualTo(4);
  }

  @Test
  void countsAreAddedUp() {
    WarmPoolStatus one =
        WarmPoolStatus.newBuilder()
            .setPhase(WarmPoolPhase.WARM_POOL_PHASE_READY)
            .setRunningInstances(1)
            .setStoppedInstances(10)
            .setDesiredSize(1)
            .build();
    WarmPoolStatus other =
        WarmPoolStatus.newBuilder()
            .setPhase(WarmPoolPhase.WARM_POOL_PHASE_READY)
            .setRunningInstances(2)
            .setStoppedInstances(20)
            .setDesiredSize(2)
            .build();

    assertThat(PoolSum.of(POOL, Map.of("a", one, "b", other)))
        .isEqualTo(
            WarmPoolStatus.newBuilder()
                .setPhase(WarmPoolPhase.WARM_POOL_PHASE_READY)
                .setRunningInstances(3)
                .setStoppedInstances(30)
                .setDesiredSize(3)
                .setStatusVersion(8)
                .build());
  }

  @Test
  void messagesAreNamedByHostAndInTheirOrder() {
    Map<String, WarmPoolStatus> hosts =
        Map.of("b", failed("no disk"), "c", in("READY"), "a", failed("no image"));

    assertThat(PoolSum.of(POOL, hosts).getFailureMessage()).isEqualTo("a: no image\nb: no disk");
  }

  @Test
  void withNoHostTheMessageNamesTheSnapshot() {
    assertThat(PoolSum.of(POOL, Map.of()).getFailureMessage())
        .contains("no host has room", SNAPSHOT);
    assertThat(PoolSum.of(pool("", false), Map.of()).getFailureMessage()).isEmpty();
    assertThat(PoolSum.of(pool(SNAPSHOT, true), Map.of()).getFailureMessage()).isEmpty();
  }

  @Test
  void aLongMessageIsCut() {
    String message = PoolSum.of(POOL, Map.of("a", failed("x".repeat(5_000)))).getFailureMessage();

    assertThat(message).hasSize(4_096).startsWith("a: xxx");
  }

  /** Half a character would come back from the database as another one, forever new. */
  @Test
  void aMessageIsNotCutWithinACharacter() throws InvalidProtocolBufferException {
    for (String start : new String[] {"", "x"}) {
      Map<String, WarmPoolStatus> hosts = Map.of("a", failed(start + "🐘".repeat(3_000)));
      WarmPoolStatus sum = PoolSum.of(POOL, hosts);
      WarmPoolStatus stored = WarmPoolStatus.parseFrom(sum.toByteArray());

      assertThat(sum.getFailureMessage().length()).isBetween(4_095, 4_096);
      assertThat(PoolSum.of(POOL.toBuilder().setStatus(stored).build(), hosts)).isEqualTo(stored);
    }
  }

  @Test
  void theVersionMovesOnlyIfSomethingIsOtherwise() {
    Map<String, WarmPoolStatus> hosts = Map.of("a", in("READY"), "b", failed("no disk"));
    WarmPoolStatus first = PoolSum.of(POOL, hosts);
    WarmPool after = POOL.toBuilder().setStatus(first).build();

    assertThat(first.getStatusVersion()).isEqualTo(8);
    assertThat(PoolSum.of(after, hosts)).isEqualTo(first);
    assertThat(PoolSum.of(after, Map.of("a", in("READY"))).getStatusVersion()).isEqualTo(9);
  }
}
