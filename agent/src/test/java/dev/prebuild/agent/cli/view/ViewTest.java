package dev.prebuild.agent.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.JsonFormat;
import dev.prebuild.agent.cli.output.Paint;
import dev.prebuild.agent.cli.place.Candidate;
import dev.prebuild.agent.cli.place.Names;
import dev.prebuild.config.wire.gitpod.v1.ListPrebuildsResponse;
import dev.prebuild.config.wire.gitpod.v1.ListWarmPoolsResponse;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.PrebuildMetadata;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import dev.prebuild.config.wire.gitpod.v1.PrebuildTrigger;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolMetadata;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolSpec;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolStatus;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ViewTest {
  private static final String PROJECT = "aa000000-0000-0000-0000-000000000001";
  private static final String CLASS = "bb000000-0000-0000-0000-000000000002";
  private static final Names NAMES =
      new Names(
          List.of(new Names.Project(PROJECT, "lua", CLASS)),
          List.of(Candidate.of(CLASS, "regular")));
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Paint PLAIN = new Paint(false);

  private static Timestamp at(Instant time) {
    return Timestamp.newBuilder().setSeconds(time.getEpochSecond()).build();
  }

  private static Prebuild prebuild(String id, PrebuildStatus.Builder status) {
    return Prebuild.newBuilder()
        .setId(id)
        .setMetadata(
            PrebuildMetadata.newBuilder()
                .setProjectId(PROJECT)
                .setEnvironmentClassId(CLASS)
                .setTriggeredBy(PrebuildTrigger.PREBUILD_TRIGGER_MANUAL)
                .setCreatedAt(at(NOW.minusSeconds(600))))
        .setStatus(status)
        .build();
  }

  private static final List<Prebuild> PREBUILDS =
      List.of(
          prebuild(
              "11111111-0000-0000-0000-000000000000",
              PrebuildStatus.newBuilder()
                  .setPhase(PrebuildPhase.PREBUILD_PHASE_SNAPSHOTTING)
                  .setSnapshotCompletionPercentage(66)),
          prebuild(
              "22222222-0000-0000-0000-000000000000",
              PrebuildStatus.newBuilder()
                  .setPhase(PrebuildPhase.PREBUILD_PHASE_COMPLETED)
                  .setCompletionTime(at(NOW.minusSeconds(540)))
                  .setSnapshotSizeBytes(586L << 20)),
          prebuild(
              "33333333-0000-0000-0000-000000000000",
              PrebuildStatus.newBuilder()
                  .setPhase(PrebuildPhase.PREBUILD_PHASE_FAILED)
                  .setFailureMessage("step build ended with 2\nlast lines:\nboom")));

  @Test
  void prebuildsAreATable() {
    assertThat(PrebuildView.table(PREBUILDS, NAMES, NOW, PLAIN))
        .isEqualTo(
            """
            PREBUILD  PROJECT  CLASS    PHASE         AGE  TOOK
            11111111  lua      regular  SNAPSHOTTING  10m        snapshot 66 %
            22222222  lua      regular  COMPLETED     10m  60s   snapshot 586 MiB
            33333333  lua      regular  FAILED        10m        step build ended with 2""");
    assertThat(PrebuildView.table(List.of(), NAMES, NOW, PLAIN)).isEqualTo("no prebuilds");
  }

  @Test
  void ofOnePrebuildAllIsTold() {
    assertThat(PrebuildView.full(PREBUILDS.getLast(), NAMES, NOW, PLAIN))
        .isEqualTo(
            """
            prebuild   33333333-0000-0000-0000-000000000000
            project    lua (aa000000-0000-0000-0000-000000000001)
            class      regular
            phase      FAILED
            detail     step build ended with 2
                       last lines:
                       boom
            triggered  MANUAL
            created    2026-03-01T11:50:00Z, 10m ago""");
  }

  @Test
  void listsForProgramsAreTheApisOwn() throws Exception {
    ListPrebuildsResponse.Builder prebuilds = ListPrebuildsResponse.newBuilder();
    JsonFormat.parser().merge(PrebuildView.json(PREBUILDS), prebuilds);
    ListWarmPoolsResponse.Builder pools = ListWarmPoolsResponse.newBuilder();
    JsonFormat.parser().merge(PoolView.json(List.of(POOL)), pools);

    assertThat(prebuilds.getPrebuildsList()).isEqualTo(PREBUILDS);
    assertThat(pools.getWarmPoolsList()).containsExactly(POOL);
  }

  private static final WarmPool POOL =
      WarmPool.newBuilder()
          .setId("44444444-0000-0000-0000-000000000000")
          .setMetadata(
              WarmPoolMetadata.newBuilder()
                  .setProjectId(PROJECT)
                  .setEnvironmentClassId(CLASS)
                  .setCreatedAt(at(NOW.minusSeconds(7200))))
          .setSpec(
              WarmPoolSpec.newBuilder()
                  .setMinSize(1)
                  .setMaxSize(4)
                  .setSnapshotId("22222222-0000-0000-0000-000000000000"))
          .setStatus(
              WarmPoolStatus.newBuilder()
                  .setPhase(WarmPoolPhase.WARM_POOL_PHASE_DEGRADED)
                  .setRunningInstances(2)
                  .setStoppedInstances(1)
                  .setDesiredSize(3)
                  .setFailureMessage("host: no space left"))
          .build();

  @Test
  void poolsAreATable() {
    assertThat(PoolView.table(List.of(POOL), NAMES, NOW, PLAIN))
        .isEqualTo(
            """
            POOL      PROJECT  CLASS    PHASE     INSTANCES  RUNNING  STOPPED  WANTED  MIN-MAX  SNAPSHOT  AGE
            44444444  lua      regular  DEGRADED  ##.-       2        1        3       1-4      22222222  2h   host: no space left""");
    assertThat(PoolView.table(List.of(), NAMES, NOW, PLAIN)).isEqualTo("no pools");
  }

  @Test
  void ofOnePoolAllIsTold() {
    assertThat(PoolView.full(POOL, Names.NONE, NOW, PLAIN))
        .isEqualTo(
            """
            pool       44444444-0000-0000-0000-000000000000
            project    aa000000 (aa000000-0000-0000-0000-000000000001)
            class      bb000000
            phase      DEGRADED
            failure    host: no space left
            instances  ##.-   2 running, 1 stopped, 3 wanted to run
            size       1-4
            snapshot   22222222-0000-0000-0000-000000000000
            created    2026-03-01T10:00:00Z, 2h ago""");
  }

  @Test
  void phasesAreColoredByWhatTheyMean() {
    Paint colors = new Paint(true);

    assertThat(PrebuildView.table(PREBUILDS, NAMES, NOW, colors))
        .contains("\u001b[32mCOMPLETED\u001b[0m ", "\u001b[31mFAILED\u001b[0m ", " SNAPSHOTTING ");
    assertThat(PoolView.table(List.of(POOL), NAMES, NOW, colors))
        .contains("\u001b[31mDEGRADED\u001b[0m ");
  }

  private static JsonNode json(String text) throws Exception {
    return new ObjectMapper().readTree(text);
  }

  @Test
  void environmentsAreATable() throws Exception {
    JsonNode one =
        json(
            """
            {"environmentId": "55555555-0000-0000-0000-000000000000", "projectId": "%s",
             "environmentClassId": "%s", "containerId": "0123456789abcdef",
             "name": "env-55555555-0000-0000-0000-000000000000", "address": "172.17.0.6",
             "snapshotId": "22222222-0000-0000-0000-000000000000", "running": true,
             "source": "RUNNING", "elapsedMillis": 10.5}
            """
                .formatted(PROJECT, CLASS));

    assertThat(EnvironmentView.table(json("[%s]".formatted(one)), NAMES))
        .isEqualTo(
            """
            ENVIRONMENT                           PROJECT  CLASS    STATE    ADDRESS     SNAPSHOT  CONTAINER
            55555555-0000-0000-0000-000000000000  lua      regular  RUNNING  172.17.0.6  22222222  01234567""");
    assertThat(EnvironmentView.full(one, NAMES))
        .contains("served from  RUNNING", "took         10.5 ms", "address      172.17.0.6");
    assertThat(EnvironmentView.table(json("[]"), NAMES)).isEqualTo("no environments");
  }

  @Test
  void aHostSaysWhatItTakesOnAndWhatIsLeft() throws Exception {
    assertThat(
            HostView.line(
                json(
                    """
                    {"mode": "DRAINING", "since": "2026-03-01T12:00:00Z", "cordonedBySettings": false,
                     "instances": 1, "environments": 2}
                    """)))
        .isEqualTo(
            """
            DRAINING since 2026-03-01T12:00:00Z: it refuses claims and lets its idle instances go
            1 idle instance and 2 environments are left""");
    assertThat(
            HostView.line(json("{\"mode\": \"DRAINING\", \"instances\": 0, \"environments\": 0}")))
        .endsWith("it may be switched off");
    assertThat(HostView.line(json("{\"mode\": \"CORDONED\", \"cordonedBySettings\": true}")))
        .contains("runner.cordoned", "its engine does not answer");
  }
}
