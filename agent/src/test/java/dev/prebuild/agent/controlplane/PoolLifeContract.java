package dev.prebuild.agent.controlplane;

import static dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase.WARM_POOL_PHASE_DEGRADED;
import static dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase.WARM_POOL_PHASE_DELETED;
import static dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase.WARM_POOL_PHASE_DELETING;
import static dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase.WARM_POOL_PHASE_PENDING;
import static dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase.WARM_POOL_PHASE_READY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prebuild.agent.connect.ConnectCode;
import dev.prebuild.agent.connect.ConnectException;
import dev.prebuild.agent.controlplane.rules.PhaseRules;
import dev.prebuild.agent.controlplane.rules.Times;
import dev.prebuild.config.settings.DatabaseSettings;
import dev.prebuild.config.settings.StandaloneSettings;
import dev.prebuild.config.wire.gitpod.v1.ListWarmPoolsRequest;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolStatus;
import dev.prebuild.config.wire.runner.v1.HeldSnapshots;
import dev.prebuild.config.wire.runner.v1.HostState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Warm pools from beginning to end, as users and agents see them. */
abstract class PoolLifeContract {
  private static final int RACES = 30;
  private static final String REFERENCE =
      "registry.example/snapshots@sha256:" + "0123456789abcdef".repeat(4);

  @TempDir private Path folder;
  private ControlPlaneFixture plane;

  /** A database of its own; a file if empty. */
  abstract Optional<DatabaseSettings> database() throws Exception;

  @BeforeEach
  void open() throws Exception {
    plane = ControlPlaneFixture.in(folder).on(database()).open();
  }

  @AfterEach
  void close() {
    plane.close();
  }

  private WarmPool create() throws InterruptedException {
    return plane.user().createPool(TestCatalog.PROJECT, TestCatalog.SMALL);
  }

  private Prebuild completed() throws InterruptedException {
    Prebuild prebuild = plane.user().createPrebuild(TestCatalog.PROJECT, TestCatalog.SMALL);
    plane.host().moveOn(prebuild, PrebuildPhase.PREBUILD_PHASE_COMPLETED);
    return prebuild;
  }

  /** How far the versions have gone up. */
  private void assertChanged(
      WarmPool before, WarmPool after, WarmPoolPhase phase, int spec, int status) {
    assertThat(after.getStatus().getPhase()).isEqualTo(phase);
    assertThat(after.getSpec().getSpecVersion() - before.getSpec().getSpecVersion())
        .as("specVersion")
        .isEqualTo(spec);
    assertThat(after.getStatus().getStatusVersion() - before.getStatus().getStatusVersion())
        .as("statusVersion")
        .isEqualTo(status);
    assertThat(after.getMetadata().getUpdatedAt())
        .isEqualTo(Times.of(plane.clock().instant()))
        .isNotEqualTo(before.getMetadata().getUpdatedAt());
    assertThat(after.getMetadata().getCreatedAt()).isEqualTo(before.getMetadata().getCreatedAt());
  }

  private void timePasses() {
    plane.clock().advance(Duration.ofSeconds(1));
  }

  @Test
  void followsTheNewestSnapshotAndFallsBackWhenThatGoes() throws Exception {
    WarmPool pool = create();
    timePasses();
    Prebuild older = completed();
    WarmPool first = plane.user().get(pool);
    assertChanged(pool, first, WARM_POOL_PHASE_PENDING, 1, 0);
    assertThat(first.getSpec().getSnapshotId()).isEqualTo(older.getId());

    timePasses();
    Prebuild newer = completed();
    WarmPool second = plane.user().get(pool);
    assertChanged(first, second, WARM_POOL_PHASE_PENDING, 1, 0);
    assertThat(plane.host().told(pool).orElseThrow().getSpec().getSnapshotId())
        .isEqualTo(newer.getId());
    plane.host().moveOn(pool, WARM_POOL_PHASE_READY);
    WarmPool ready = plane.user().get(pool);
    assertChanged(first, ready, WARM_POOL_PHASE_READY, 1, 1);

    timePasses();
    plane.user().delete(newer);
    WarmPool third = plane.user().get(pool);
    assertChanged(ready, third, WARM_POOL_PHASE_READY, 1, 0);
    assertThat(third.getSpec().getSnapshotId()).as("the newest remaining").isEqualTo(older.getId());

    timePasses();
    plane.user().delete(older);
    WarmPool last = plane.user().get(pool);
    assertChanged(third, last, WARM_POOL_PHASE_PENDING, 1, 1);
    assertThat(last.getSpec().hasSnapshotId()).isFalse();
  }

  @Test
  void isResizedAndSaysSoToItsHost() throws Exception {
    WarmPool pool = create();
    timePasses();

    WarmPool larger = plane.user().resize(pool, 2, 5);

    assertChanged(pool, larger, WARM_POOL_PHASE_PENDING, 1, 0);
    assertThat(plane.host().told(pool).orElseThrow().getSpec()).isEqualTo(larger.getSpec());
    timePasses();
    assertThat(plane.user().resize(pool, 2, 5)).as("the same again").isEqualTo(larger);
  }

  @Test
  void isDrainedByItsHostAndThenMakesRoom() throws Exception {
    WarmPool pool = create();
    timePasses();
    WarmPool deleting = plane.user().delete(pool);
    assertChanged(pool, deleting, WARM_POOL_PHASE_DELETING, 1, 1);
    timePasses();
    assertThat(plane.user().delete(pool)).as("delete twice").isEqualTo(deleting);
    assertThatThrownBy(() -> plane.user().resize(pool, 1, 1))
        .hasMessageContaining("failed_precondition");
    assertThatThrownBy(this::create).hasMessageContaining("already_exists");
    completed();
    assertThat(plane.user().get(pool)).as("a snapshot comes too late").isEqualTo(deleting);

    plane.host().moveOn(pool, WARM_POOL_PHASE_DELETED);
    WarmPool deleted = plane.user().get(pool);
    assertChanged(deleting, deleted, WARM_POOL_PHASE_DELETED, 0, 1);
    assertThat(plane.host().told(pool)).isEmpty();
    timePasses();
    assertThat(plane.user().delete(pool)).as("delete thrice").isEqualTo(deleted);
    assertThat(create().getId()).isNotEqualTo(pool.getId());
  }

  @Test
  void isDeletedAtOnceIfNoHostHasAShare() throws Exception {
    WarmPool pool = plane.user().createPool(TestCatalog.OTHER_PROJECT, TestCatalog.FAR);
    timePasses();

    WarmPool deleted = plane.user().delete(pool);

    assertChanged(pool, deleted, WARM_POOL_PHASE_DELETED, 1, 1);
    plane.user().createPool(TestCatalog.OTHER_PROJECT, TestCatalog.FAR);
  }

  @Test
  void saysFromTheStartThatNoHostHasRoom() throws Exception {
    Prebuild snapshot = completed();
    plane.host(ControlPlaneFixture.HOST, HostState.getDefaultInstance()).sync();

    WarmPool pool = create();

    assertThat(pool.getStatus().getPhase()).isEqualTo(WARM_POOL_PHASE_DEGRADED);
    assertThat(pool.getStatus().getFailureMessage()).contains("no host has room", snapshot.getId());
    assertThat(plane.user().get(pool)).isEqualTo(pool);
    plane.host().sync();
    assertThat(plane.user().get(pool).getStatus().getPhase()).isEqualTo(WARM_POOL_PHASE_PENDING);
  }

  @Test
  void isDividedOverHostsAndSummedUp() throws Exception {
    HostState two = HostState.newBuilder().setInstanceCapacity(2).setCanPull(true).build();
    TestHost one = plane.host(ControlPlaneFixture.HOST, two);
    TestHost other = plane.host("other", two);
    one.sync();
    other.sync();
    HeldSnapshots pushed = pushed(completed());
    plane.host(ControlPlaneFixture.HOST, two.toBuilder().setSnapshots(pushed).build()).sync();
    WarmPool pool = create();
    assertThat(other.sync().getWarmPoolsList())
        .singleElement()
        .satisfies(told -> assertThat(told.getSnapshotReference()).isEqualTo(REFERENCE));
    List<WarmPool> shares = List.of(one.told(pool).orElseThrow(), other.told(pool).orElseThrow());
    assertThat(shares.stream().mapToInt(share -> share.getSpec().getMaxSize()).sum()).isEqualTo(3);
    assertThat(shares.stream().mapToInt(share -> share.getSpec().getMinSize()).sum()).isEqualTo(1);

    one.report(pool, ready(1, 0));
    other.report(pool, ready(0, 2));
    WarmPoolStatus sum = plane.user().get(pool).getStatus();
    assertThat(sum.getPhase()).isEqualTo(WARM_POOL_PHASE_READY);
    assertThat(sum.getRunningInstances()).isEqualTo(1);
    assertThat(sum.getStoppedInstances()).isEqualTo(2);

    plane.host("other", two.toBuilder().setCordoned(true).build()).sync();
    assertThat(one.told(pool).orElseThrow().getSpec().getMaxSize()).isEqualTo(2);
    assertThat(plane.user().get(pool).getStatus().getStoppedInstances()).isZero();
    plane.user().delete(pool);
    one.moveOn(pool, WARM_POOL_PHASE_DELETED);
    assertThat(plane.user().get(pool).getStatus().getPhase()).isEqualTo(WARM_POOL_PHASE_DELETED);
  }

  private static HeldSnapshots pushed(Prebuild made) {
    return HeldSnapshots.newBuilder()
        .addIds(made.getId())
        .putReferences(made.getId(), REFERENCE)
        .build();
  }

  private static WarmPoolStatus ready(int running, int stopped) {
    return WarmPoolStatus.newBuilder()
        .setPhase(WARM_POOL_PHASE_READY)
        .setStatusVersion(1)
        .setRunningInstances(running)
        .setStoppedInstances(stopped)
        .build();
  }

  @Test
  void isGoneWhenTheLastHostHasDrainedIt() throws Exception {
    HostState two = HostState.newBuilder().setInstanceCapacity(2).build();
    TestHost one = plane.host(ControlPlaneFixture.HOST, two);
    TestHost other = plane.host("other", two);
    one.sync();
    other.sync();
    WarmPool pool = create();
    plane.user().delete(pool);

    one.moveOn(pool, WARM_POOL_PHASE_DELETED);
    assertThat(plane.user().get(pool).getStatus().getPhase()).isEqualTo(WARM_POOL_PHASE_DELETING);
    other.moveOn(pool, WARM_POOL_PHASE_DELETED);
    assertThat(plane.user().get(pool).getStatus().getPhase()).isEqualTo(WARM_POOL_PHASE_DELETED);
  }

  @Test
  void isDeletedWhenItsProjectDropsTheClass() throws Exception {
    WarmPool pool = create();
    StandaloneSettings before = TestCatalog.settings(folder);
    timePasses();

    plane.controlPlane().take(TestCatalog.with(List.of(), before));

    WarmPool deleting = plane.user().get(pool);
    assertChanged(pool, deleting, WARM_POOL_PHASE_DELETING, 1, 1);
    assertThat(plane.host().told(pool)).isPresent();
  }

  @Test
  void neverOutlivesItsClassByARace() throws Exception {
    StandaloneSettings all = TestCatalog.settings(folder);
    StandaloneSettings none = TestCatalog.with(List.of(), all);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < RACES; round++) {
        plane.controlPlane().take(all);
        CyclicBarrier start = new CyclicBarrier(2);
        Future<?> dropping =
            executor.submit(
                () -> {
                  start.await();
                  plane.controlPlane().take(none);
                  return none;
                });
        start.await();
        try {
          plane.user().createPool(TestCatalog.OTHER_PROJECT, TestCatalog.FAR);
        } catch (ConnectException e) {
          assertThat(e.code()).isEqualTo(ConnectCode.NOT_FOUND);
        }
        dropping.get();
        assertThat(plane.user().list(ListWarmPoolsRequest.getDefaultInstance()).getWarmPoolsList())
            .filteredOn(pool -> !PhaseRules.isLeaving(pool))
            .isEmpty();
      }
    }
  }
}
