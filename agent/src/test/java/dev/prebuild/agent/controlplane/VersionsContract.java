package dev.prebuild.agent.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.connect.ConnectCode;
import dev.prebuild.agent.connect.ConnectException;
import dev.prebuild.config.settings.DatabaseSettings;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import dev.prebuild.config.wire.gitpod.v1.UpdateWarmPoolRequest;
import dev.prebuild.config.wire.gitpod.v1.UpdateWarmPoolResponse;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolSpec;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Many writers of one object: each success raises a version by one, and none is lost. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class VersionsContract {
  private static final int RACES = 10;
  private static final int WRITERS = 4;
  private static final int WRITES_EACH = 5;

  private ControlPlaneFixture plane;

  /** A database of its own; a file if empty. */
  abstract Optional<DatabaseSettings> database() throws Exception;

  @BeforeAll
  void open(@TempDir Path folder) throws Exception {
    plane = ControlPlaneFixture.in(folder).on(database()).open();
  }

  @AfterAll
  void close() {
    plane.close();
  }

  /** What a write was answered; empty if it was refused as one of many may be. */
  private static <T> Optional<T> attempt(Callable<T> write) throws Exception {
    try {
      return Optional.of(write.call());
    } catch (ConnectException e) {
      assertThat(e.code())
          .as(e.reason())
          .isIn(ConnectCode.ABORTED, ConnectCode.FAILED_PRECONDITION);
      return Optional.empty();
    }
  }

  /** What all that was written was answered. */
  private static <T> List<T> race(List<Callable<List<T>>> writers) throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<T> answers = new ArrayList<>();
      for (Future<List<T>> writer : executor.invokeAll(writers)) {
        answers.addAll(writer.get());
      }
      return answers;
    }
  }

  private interface Write<T> {
    T at(int number) throws InterruptedException;
  }

  private static <T> Callable<List<T>> writer(int writes, Write<T> write) {
    return () -> {
      List<T> answers = new ArrayList<>();
      for (int i = 0; i < writes; i++) {
        int number = i;
        attempt(() -> write.at(number)).ifPresent(answers::add);
      }
      return answers;
    };
  }

  private static List<Long> upTo(Collection<?> changes) {
    return LongStream.rangeClosed(2, changes.size() + 1L).boxed().toList();
  }

  @Test
  void ofAPrebuildsStatus() throws Exception {
    for (long seed : Seeds.upTo(RACES)) {
      Prebuild prebuild = plane.user().createPrebuild(TestCatalog.PROJECT, TestCatalog.SMALL);
      List<Callable<List<PrebuildStatus>>> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        writers.add(writer(WRITES_EACH, reporting(prebuild, "writer %d, write ".formatted(i))));
      }
      writers.add(new Random(seed).nextInt(writers.size()), cancelling(prebuild));

      List<PrebuildStatus> answers = race(writers);

      Prebuild after = plane.user().get(prebuild);
      assertThat(answers.stream().map(PrebuildStatus::getStatusVersion).sorted())
          .as("%s: each version once, none left out", Seeds.name(seed))
          .isEqualTo(upTo(answers));
      assertThat(after.getStatus())
          .as(Seeds.name(seed))
          .isEqualTo(
              answers.stream()
                  .max(Comparator.comparingLong(PrebuildStatus::getStatusVersion))
                  .orElseThrow());
      assertThat(after.getSpec().getSpecVersion()).as(Seeds.name(seed)).isEqualTo(2);
    }
  }

  private Write<PrebuildStatus> reporting(Prebuild prebuild, String name) {
    return number ->
        plane
            .host()
            .report(
                prebuild,
                PrebuildStatus.newBuilder()
                    .setPhase(PrebuildPhase.PREBUILD_PHASE_RUNNING)
                    .setWarningMessage(name + number)
                    .setStatusVersion(plane.user().get(prebuild).getStatus().getStatusVersion() + 1)
                    .build());
  }

  private Callable<List<PrebuildStatus>> cancelling(Prebuild prebuild) {
    return writer(1, _ -> plane.user().cancel(prebuild).getStatus());
  }

  @Test
  void ofAPoolsSpec() throws Exception {
    for (long seed : Seeds.upTo(RACES)) {
      WarmPool pool = plane.user().createPool(TestCatalog.OTHER_PROJECT, TestCatalog.FAR);
      Random random = new Random(seed);
      List<Callable<List<WarmPoolSpec>>> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        int max = 1 + random.nextInt(20);
        int first = 1 + i * WRITES_EACH;
        writers.add(writer(WRITES_EACH, number -> update(pool, max, first + number)));
      }

      List<WarmPoolSpec> answers = race(writers);

      assertThat(answers).as("none is in another's way").hasSize(WRITERS * WRITES_EACH);
      assertThat(answers.stream().map(WarmPoolSpec::getSpecVersion).sorted())
          .as("%s: each version once, none left out", Seeds.name(seed))
          .isEqualTo(upTo(answers));
      assertThat(plane.user().get(pool).getSpec())
          .as(Seeds.name(seed))
          .isEqualTo(
              answers.stream()
                  .max(Comparator.comparingLong(WarmPoolSpec::getSpecVersion))
                  .orElseThrow());
      plane.user().delete(pool);
    }
  }

  /** No two writes want the same, so each is a change. */
  @SuppressWarnings("deprecation") // desiredSize is what sets them apart.
  private WarmPoolSpec update(WarmPool pool, int max, int desired) throws InterruptedException {
    return plane
        .call(
            Who.USER,
            "UpdateWarmPool",
            UpdateWarmPoolRequest.newBuilder()
                .setWarmPoolId(pool.getId())
                .setMinSize(0)
                .setMaxSize(max)
                .setDesiredSize(desired)
                .build(),
            UpdateWarmPoolResponse.getDefaultInstance())
        .getWarmPool()
        .getSpec();
  }

  @Test
  void ofAHostsShareAndThePoolThatItIsPartOf() throws Exception {
    WarmPool pool = plane.user().createPool(TestCatalog.PROJECT, TestCatalog.LARGE);
    List<Callable<List<WarmPoolStatus>>> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      int first = 1 + i * WRITES_EACH;
      writers.add(
          writer(
              WRITES_EACH,
              number -> {
                long version = plane.host().told(pool).orElseThrow().getStatus().getStatusVersion();
                return plane.host().report(pool, degraded(version + 1, first + number));
              }));
    }

    List<WarmPoolStatus> answers = race(writers);

    WarmPoolStatus last =
        answers.stream()
            .max(Comparator.comparingLong(WarmPoolStatus::getStatusVersion))
            .orElseThrow();
    assertThat(answers).extracting(WarmPoolStatus::getStatusVersion).doesNotHaveDuplicates();
    assertThat(last.getStatusVersion()).isEqualTo(answers.size());
    WarmPoolStatus sum = plane.user().get(pool).getStatus();
    assertThat(sum.getRunningInstances()).isEqualTo(last.getRunningInstances());
    assertThat(sum.getStatusVersion()).as("each report changed it").isEqualTo(answers.size() + 1L);
  }

  private static WarmPoolStatus degraded(long version, int running) {
    return WarmPoolStatus.newBuilder()
        .setPhase(WarmPoolPhase.WARM_POOL_PHASE_DEGRADED)
        .setStatusVersion(version)
        .setRunningInstances(running)
        .build();
  }
}
