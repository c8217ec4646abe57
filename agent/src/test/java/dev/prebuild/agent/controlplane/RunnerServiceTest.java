package dev.prebuild.agent.controlplane;

import static dev.prebuild.agent.controlplane.ControlPlaneFixture.LARGE;
import static dev.prebuild.agent.controlplane.ControlPlaneFixture.PROJECT;
import static dev.prebuild.agent.controlplane.ControlPlaneFixture.SMALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prebuild.agent.connect.ConnectCode;
import dev.prebuild.agent.connect.ConnectException;
import dev.prebuild.config.spec.DesiredState;
import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.config.spec.Repository;
import dev.prebuild.config.wire.gitpod.v1.GetWarmPoolRequest;
import dev.prebuild.config.wire.gitpod.v1.GetWarmPoolResponse;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolStatus;
import dev.prebuild.config.wire.runner.v1.ReportWarmPoolStatusRequest;
import dev.prebuild.config.wire.runner.v1.ReportWarmPoolStatusResponse;
import dev.prebuild.config.wire.runner.v1.SyncResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What agents see. */
class RunnerServiceTest {
  private static final int LONG = 60;

  @TempDir private Path folder;
  private ControlPlaneFixture plane;

  @BeforeEach
  void open() throws Exception {
    plane = new ControlPlaneFixture(folder);
  }

  @AfterEach
  void close() {
    plane.close();
  }

  @Test
  void handsOutAllThatAPrebuildNeeds() throws Exception {
    Files.writeString(folder.resolve("credentials"), "user:pass:word\n");
    Prebuild prebuild = plane.createPrebuild(PROJECT, SMALL);

    PrebuildSpec spec = DesiredState.read(plane.sync(0, 0)).prebuilds().getFirst();

    assertThat(spec.id()).hasToString(prebuild.getId());
    assertThat(spec.goal()).isEqualTo(PrebuildSpec.Goal.COMPLETE);
    assertThat(spec.repository().url()).isEqualTo("https://git.example/project.git");
    assertThat(spec.repository().ref()).hasValue("main");
    Repository.Credentials credentials = spec.repository().credentials().orElseThrow();
    assertThat(credentials.username()).isEqualTo("user");
    assertThat(credentials.password().reveal()).isEqualTo("pass:word");
    assertThat(spec.environmentClass().nanoCpus()).isEqualTo(1_500_000_000L);
    assertThat(spec.environmentClass().memoryBytes()).isEqualTo(512L << 20);
    assertThat(spec.tasks())
        .extracting(task -> task.command())
        .containsExactly("make", "make test");
    assertThat(spec.reported().statusVersion()).isEqualTo(1);
  }

  @Test
  void doesWithoutCredentialsThatAreOfNoUse() throws Exception {
    Files.writeString(folder.resolve("credentials"), "no colon");
    plane.createPrebuild(PROJECT, SMALL);

    assertThat(
            DesiredState.read(plane.sync(0, 0)).prebuilds().getFirst().repository().credentials())
        .isEmpty();
  }

  @Test
  void aWaitingSyncIsAnsweredWhenSomethingIsCreated() throws Exception {
    long known = plane.sync(0, 0).getRevision();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<SyncResponse>> waiting =
          List.of(
              CompletableFuture.supplyAsync(syncing(known), executor),
              CompletableFuture.supplyAsync(syncing(known), executor));

      Prebuild prebuild = plane.createPrebuild(PROJECT, SMALL);

      for (CompletableFuture<SyncResponse> sync : waiting) {
        assertThat(sync.join().getRevision()).isGreaterThan(known);
        assertThat(sync.join().getPrebuilds(0).getPrebuild()).isEqualTo(prebuild);
      }
    }
  }

  @Test
  void aWaitingSyncIsSentHomeBeforeTheEnd() throws Exception {
    long known = plane.sync(0, 0).getRevision();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<SyncResponse> waiting =
          CompletableFuture.supplyAsync(syncing(known), executor);

      plane.controlPlane().releaseLongPolls();

      assertThatThrownBy(waiting::join)
          .isInstanceOf(CompletionException.class)
          .hasMessageContaining("shutting down");
    }
  }

  private Supplier<SyncResponse> syncing(long known) {
    return () -> {
      try {
        return plane.sync(known, LONG);
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts this test", e);
      }
    };
  }

  @Test
  void anUnchangedAnswerComesWhenTheWaitIsOver() throws Exception {
    SyncResponse first = plane.sync(0, LONG);

    assertThat(plane.sync(first.getRevision(), 0)).isEqualTo(first);
  }

  @Test
  void reportsDoNotWakeTheirOwnAgent() throws Exception {
    Prebuild prebuild = plane.createPrebuild(PROJECT, SMALL);
    WarmPool pool = plane.createPool(PROJECT, LARGE);
    long revision = plane.sync(0, 0).getRevision();

    plane.report(prebuild, PrebuildPhase.PREBUILD_PHASE_RUNNING, 2);
    plane.report(prebuild, PrebuildPhase.PREBUILD_PHASE_COMPLETED, 3);
    report(pool, WarmPoolPhase.WARM_POOL_PHASE_DEGRADED, 2);

    SyncResponse after = plane.sync(0, 0);
    assertThat(after.getRevision()).isEqualTo(revision);
    assertThat(after.getPrebuildsList()).as("it is over").isEmpty();
    assertThat(after.getWarmPools(0).getWarmPool().getStatus().getStatusVersion()).isEqualTo(2);
  }

  @Test
  void aDeletedPoolIsNotHandedOutAndMakesRoom() throws Exception {
    WarmPool pool = plane.createPool(PROJECT, SMALL);
    report(pool, WarmPoolPhase.WARM_POOL_PHASE_DELETED, 2);

    assertThat(plane.sync(0, 0).getWarmPoolsList()).isEmpty();
    assertThat(plane.createPool(PROJECT, SMALL).getId()).isNotEqualTo(pool.getId());
  }

  @Test
  void refusesReportsByVersionAndByPhase() throws Exception {
    Prebuild prebuild = plane.createPrebuild(PROJECT, SMALL);
    plane.report(prebuild, PrebuildPhase.PREBUILD_PHASE_SNAPSHOTTING, 4);

    assertThat(plane.report(prebuild, PrebuildPhase.PREBUILD_PHASE_SNAPSHOTTING, 4).getPhase())
        .isEqualTo(PrebuildPhase.PREBUILD_PHASE_SNAPSHOTTING);
    assertRefused(prebuild, PrebuildPhase.PREBUILD_PHASE_SNAPSHOTTING, 3, ConnectCode.ABORTED);
    assertRefused(prebuild, PrebuildPhase.PREBUILD_PHASE_FAILED, 4, ConnectCode.ABORTED);
    assertRefused(
        prebuild, PrebuildPhase.PREBUILD_PHASE_RUNNING, 5, ConnectCode.FAILED_PRECONDITION);
    assertRefused(
        Prebuild.newBuilder().setId(SMALL.toString()).build(),
        PrebuildPhase.PREBUILD_PHASE_RUNNING,
        5,
        ConnectCode.NOT_FOUND);
  }

  private void assertRefused(
      Prebuild prebuild, PrebuildPhase phase, long version, ConnectCode code) {
    assertThatThrownBy(() -> plane.report(prebuild, phase, version))
        .isInstanceOfSatisfying(ConnectException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void theNewestByCreationBecomesThePoolsSnapshot() throws Exception {
    Prebuild older = plane.createPrebuild(PROJECT, SMALL);
    Prebuild newer = plane.createPrebuild(PROJECT, SMALL);
    Prebuild ofAnotherClass = plane.createPrebuild(PROJECT, LARGE);
    WarmPool pool = plane.createPool(PROJECT, SMALL);
    long known = plane.sync(0, 0).getRevision();

    plane.report(ofAnotherClass, PrebuildPhase.PREBUILD_PHASE_COMPLETED, 2);
    assertThat(get(pool).getSpec().hasSnapshotId()).isFalse();
    plane.report(newer, PrebuildPhase.PREBUILD_PHASE_COMPLETED, 2);
    plane.report(older, PrebuildPhase.PREBUILD_PHASE_COMPLETED, 2);

    WarmPool after = get(pool);
    assertThat(after.getSpec().getSnapshotId()).isEqualTo(newer.getId());
    assertThat(after.getSpec().getSpecVersion()).isEqualTo(2);
    SyncResponse sync = plane.sync(known, LONG);
    assertThat(sync.getRevision()).isEqualTo(known + 1);
    assertThat(sync.getWarmPools(0).getWarmPool()).isEqualTo(after);
  }

  @Test
  void aLaterPoolGetsItsSnapshotAtOnce() throws Exception {
    Prebuild prebuild = plane.createPrebuild(PROJECT, SMALL);
    plane.report(prebuild, PrebuildPhase.PREBUILD_PHASE_COMPLETED, 2);
    Prebuild failed = plane.createPrebuild(PROJECT, SMALL);
    plane.report(failed, PrebuildPhase.PREBUILD_PHASE_FAILED, 2);

    assertThat(plane.createPool(PROJECT, SMALL).getSpec().getSnapshotId())
        .isEqualTo(prebuild.getId());
  }

  @ParameterizedTest
  @CsvSource({
    "gitpod.v1.PrebuildService/ListPrebuilds, user,   200",
    "gitpod.v1.PrebuildService/ListPrebuilds, runner, 403",
    "prebuildagent.v1.RunnerService/Sync,     user,   403",
    "prebuildagent.v1.RunnerService/Sync,     runner, 400",
    "prebuildagent.v1.RunnerService/Sync,     nobody, 401",
    "gitpod.v1.PrebuildService/ListPrebuilds, nobody, 401",
  })
  void eachTokenReachesItsOwnServiceOnly(String path, String who, int status) throws Exception {
    String token =
        switch (who) {
          case "user" -> Files.readString(plane.controlPlane().tokenFile("user")).strip();
          case "runner" -> Files.readString(plane.controlPlane().runnerTokenFile()).strip();
          default -> "nobody";
        };

    assertThat(plane.json(path, "{}", token).statusCode()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"runnerId": "00000000-0000-4000-8000-0000000000ff"}                | 403 | runnerId
          {"runnerId": "x"}                                                   | 400 | runnerId must be a UUID
          {"runnerId": "00000000-0000-4000-8000-000000000002"}                | 400 | host must be a name
          {"runnerId": "00000000-0000-4000-8000-000000000002", "host": "h", "wait": "-1s"} | 400 | wait
          {"runnerId": "00000000-0000-4000-8000-000000000002", "host": "h"}   | 404 | host
          """)
  void refusesSyncsThatMakeNoSense(String body, int status, String message) throws Exception {
    String token = Files.readString(plane.controlPlane().runnerTokenFile()).strip();

    var response = plane.json("prebuildagent.v1.RunnerService/Sync", body, token);

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).contains(message);
  }

  private WarmPool get(WarmPool pool) throws InterruptedException {
    return plane
        .user(
            "GetWarmPool",
            GetWarmPoolRequest.newBuilder().setWarmPoolId(pool.getId()).build(),
            GetWarmPoolResponse.getDefaultInstance())
        .getWarmPool();
  }

  private void report(WarmPool pool, WarmPoolPhase phase, long version)
      throws InterruptedException {
    plane.runner(
        "ReportWarmPoolStatus",
        ReportWarmPoolStatusRequest.newBuilder()
            .setWarmPoolId(pool.getId())
            .setHost(ControlPlaneFixture.HOST)
            .setStatus(WarmPoolStatus.newBuilder().setPhase(phase).setStatusVersion(version))
            .build(),
        ReportWarmPoolStatusResponse.getDefaultInstance());
  }
}
