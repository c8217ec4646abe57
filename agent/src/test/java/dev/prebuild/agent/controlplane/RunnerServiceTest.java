package dev.prebuild.agent.controlplane;

import static dev.prebuild.agent.controlplane.TestCatalog.LARGE;
import static dev.prebuild.agent.controlplane.TestCatalog.PROJECT;
import static dev.prebuild.agent.controlplane.TestCatalog.SMALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prebuild.agent.connect.ConnectCode;
import dev.prebuild.agent.connect.ConnectException;
import dev.prebuild.agent.testkit.SecretFile;
import dev.prebuild.config.spec.Allowances;
import dev.prebuild.config.spec.DesiredState;
import dev.prebuild.config.spec.Limits;
import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.config.spec.Repository;
import dev.prebuild.config.spec.Task;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import dev.prebuild.config.wire.runner.v1.SyncResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    plane = ControlPlaneFixture.in(folder).open();
  }

  @AfterEach
  void close() {
    plane.close();
  }

  @Test
  void handsOutAllThatAPrebuildNeeds() throws Exception {
    SecretFile.write(folder.resolve("credentials"), "user:pass:word\n");
    Prebuild prebuild = plane.user().createPrebuild(PROJECT, SMALL);

    PrebuildSpec spec = DesiredState.read(plane.host().sync()).prebuilds().getFirst();

    assertThat(spec.id()).hasToString(prebuild.getId());
    assertThat(spec.goal()).isEqualTo(PrebuildSpec.Goal.COMPLETE);
    assertThat(spec.repository().url()).isEqualTo("https://git.example/project.git");
    assertThat(spec.repository().ref()).hasValue("main");
    Repository.Credentials credentials = spec.repository().credentials().orElseThrow();
    assertThat(credentials.username()).isEqualTo("user");
    assertThat(credentials.password().reveal()).isEqualTo("pass:word");
    assertThat(spec.repository().depth()).hasValue(7);
    assertThat(spec.devContainer()).hasValue("dev/devcontainer.json");
    assertThat(spec.environmentClass().limits())
        .isEqualTo(new Limits(1_500_000_000L, 512L << 20, 512, 3L << 30, Optional.of("none")));
    assertThat(spec.environmentClass().allowances())
        .isEqualTo(new Allowances(false, true, Set.of("SYS_PTRACE"), Set.of(), Set.of("tmpfs")));
    assertThat(spec.tasks())
        .containsExactly(new Task("build", "make", false), new Task("test", "make test", true));
    assertThat(spec.excluded()).containsExactly("/root/.cache/*");
    assertThat(spec.reported().statusVersion()).isEqualTo(1);
  }

  @Test
  void doesWithoutCredentialsThatAreOfNoUse() throws Exception {
    SecretFile.write(folder.resolve("credentials"), "no colon");
    plane.user().createPrebuild(PROJECT, SMALL);

    assertNoCredentials();
  }

  @Test
  void doesWithoutCredentialsThatOthersCanRead() throws Exception {
    Path file = SecretFile.write(folder.resolve("credentials"), "user:password");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    plane.user().createPrebuild(PROJECT, SMALL);

    assertNoCredentials();
  }

  private void assertNoCredentials() throws Exception {
    assertThat(
            DesiredState.read(plane.host().sync())
                .prebuilds()
                .getFirst()
                .repository()
                .credentials())
        .isEmpty();
  }

  @Test
  void aWaitingSyncIsAnsweredWhenSomethingIsCreated() throws Exception {
    long known = plane.host().sync().getRevision();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<SyncResponse>> waiting =
          List.of(
              CompletableFuture.supplyAsync(syncing(known), executor),
              CompletableFuture.supplyAsync(syncing(known), executor));

      Prebuild prebuild = plane.user().createPrebuild(PROJECT, SMALL);

      for (CompletableFuture<SyncResponse> sync : waiting) {
        assertThat(sync.join().getRevision()).isGreaterThan(known);
        assertThat(sync.join().getPrebuilds(0).getPrebuild()).isEqualTo(prebuild);
      }
    }
  }

  @Test
  void aWaitingSyncIsSentHomeBeforeTheEnd() throws Exception {
    long known = plane.host().sync().getRevision();
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
        return plane.host().sync(known, LONG);
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts this test", e);
      }
    };
  }

  @Test
  void anUnchangedAnswerComesWhenTheWaitIsOver() throws Exception {
    SyncResponse first = plane.host().sync(0, LONG);

    assertThat(plane.host().sync(first.getRevision(), 0)).isEqualTo(first);
  }

  @Test
  void aReportWakesItsOwnAgentOnlyByEndingThePrebuild() throws Exception {
    Prebuild prebuild = plane.user().createPrebuild(PROJECT, SMALL);
    WarmPool pool = plane.user().createPool(PROJECT, LARGE);
    long revision = plane.host().sync().getRevision();

    plane.host().report(prebuild, PrebuildPhase.PREBUILD_PHASE_RUNNING, 2);
    plane.host().report(pool, WarmPoolPhase.WARM_POOL_PHASE_DEGRADED, 2);
    SyncResponse reported = plane.host().sync();
    assertThat(reported.getRevision()).isEqualTo(revision);
    assertThat(reported.getWarmPools(0).getWarmPool().getStatus().getStatusVersion()).isEqualTo(2);

    plane.host().report(prebuild, PrebuildPhase.PREBUILD_PHASE_COMPLETED, 3);
    SyncResponse over = plane.host().sync();
    assertThat(over.getRevision()).isGreaterThan(revision);
    assertThat(over.getPrebuildsList()).as("nothing is left to do for it").isEmpty();
  }

  @Test
  void aDeletedPoolIsNotHandedOutAndMakesRoom() throws Exception {
    WarmPool pool = plane.user().createPool(PROJECT, SMALL);
    assertThatThrownBy(() -> plane.host().report(pool, WarmPoolPhase.WARM_POOL_PHASE_DELETED, 2))
        .as("nobody has asked for it")
        .hasMessageContaining("failed_precondition");
    plane.user().delete(pool);
    plane.host().report(pool, WarmPoolPhase.WARM_POOL_PHASE_DELETED, 2);

    assertThat(plane.host().sync().getWarmPoolsList()).isEmpty();
    assertThat(plane.user().createPool(PROJECT, SMALL).getId()).isNotEqualTo(pool.getId());
  }

  @Test
  void refusesReportsByVersionAndByPhase() throws Exception {
    Prebuild prebuild = plane.user().createPrebuild(PROJECT, SMALL);
    plane.host().report(prebuild, PrebuildPhase.PREBUILD_PHASE_SNAPSHOTTING, 4);

    assertThat(
            plane.host().report(prebuild, PrebuildPhase.PREBUILD_PHASE_SNAPSHOTTING, 4).getPhase())
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
    assertThatThrownBy(() -> plane.host().report(prebuild, phase, version))
        .isInstanceOfSatisfying(ConnectException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void theNewestByCreationBecomesThePoolsSnapshot() throws Exception {
    Prebuild older = plane.user().createPrebuild(PROJECT, SMALL);
    Prebuild newer = plane.user().createPrebuild(PROJECT, SMALL);
    Prebuild ofAnotherClass = plane.user().createPrebuild(PROJECT, LARGE);
    WarmPool pool = plane.user().createPool(PROJECT, SMALL);
    long known = plane.host().sync().getRevision();

    plane.host().report(ofAnotherClass, PrebuildPhase.PREBUILD_PHASE_COMPLETED, 2);
    assertThat(plane.user().get(pool).getSpec().hasSnapshotId()).isFalse();
    plane.host().report(newer, PrebuildPhase.PREBUILD_PHASE_COMPLETED, 2);
    plane.host().report(older, PrebuildPhase.PREBUILD_PHASE_COMPLETED, 2);

    WarmPool after = plane.user().get(pool);
    assertThat(after.getSpec().getSnapshotId()).isEqualTo(newer.getId());
    assertThat(after.getSpec().getSpecVersion()).isEqualTo(2);
    SyncResponse sync = plane.host().sync(known, LONG);
    assertThat(sync.getRevision()).isGreaterThan(known);
    assertThat(sync.getWarmPools(0).getWarmPool().getSpec()).isEqualTo(after.getSpec());
  }

  @Test
  void aLaterPoolGetsItsSnapshotAtOnce() throws Exception {
    Prebuild prebuild = plane.user().createPrebuild(PROJECT, SMALL);
    plane.host().report(prebuild, PrebuildPhase.PREBUILD_PHASE_COMPLETED, 2);
    Prebuild failed = plane.user().createPrebuild(PROJECT, SMALL);
    plane.host().report(failed, PrebuildPhase.PREBUILD_PHASE_FAILED, 2);

    assertThat(plane.user().createPool(PROJECT, SMALL).getSpec().getSnapshotId())
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
          case "user" -> plane.token(Who.USER);
          case "runner" -> plane.token(Who.RUNNER);
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
    var response = plane.json("prebuildagent.v1.RunnerService/Sync", body, plane.token(Who.RUNNER));

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).contains(message);
  }
}
