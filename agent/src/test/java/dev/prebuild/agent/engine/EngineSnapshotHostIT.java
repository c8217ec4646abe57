package dev.prebuild.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.dockerjava.api.model.ContainerConfig;
import dev.prebuild.config.spec.EnvironmentClass;
import dev.prebuild.config.spec.Limits;
import dev.prebuild.config.spec.PrebuildSpec;
import dev.prebuild.config.spec.Task;
import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.instance.Instance;
import dev.prebuild.snapshot.host.PrebuildException;
import dev.prebuild.snapshot.host.SnapshotSize;
import dev.prebuild.snapshot.ledger.Ledger;
import dev.prebuild.snapshot.progress.Footprint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From an ended prebuild to its snapshot, on the real engine. */
class EngineSnapshotHostIT {
  private static final Ledger.Entry ENTRY = Ledger.Entry.begin(Instant.EPOCH, 1);
  private static final long MIB = 1 << 20;

  private EngineFixture fixture;
  private EngineSnapshotHost snapshots;
  private PrebuildRuns runs;
  private final Told told = new Told();

  /** How commits went on. */
  private static final class Told implements CommitListener {
    private final Map<UUID, List<Integer>> percents = new ConcurrentHashMap<>();
    private final List<Boolean> measured = new ArrayList<>();

    @Override
    public synchronized void progressed(UUID prebuildId, int percent, boolean isMeasured) {
      percents.computeIfAbsent(prebuildId, _ -> new ArrayList<>()).add(percent);
      measured.add(isMeasured);
    }

    @Override
    public void ended(UUID prebuildId) {}
  }

  @BeforeEach
  void open(@TempDir Path runtime, @TempDir Path checkout) {
    fixture = new EngineFixture(runtime);
    snapshots = fixture.snapshotHost(told);
    runs = new PrebuildRuns(fixture.prebuildHost(), checkout);
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  private PrebuildSpec ended(String command) throws InterruptedException {
    PrebuildSpec spec =
        EngineFixture.prebuild(fixture.environmentClass, new Task("build", command, false));
    assertThat(runs.run(spec).exitCode()).isZero();
    return spec;
  }

  @Test
  void measuresWhatWillBeAddedAndSaysWhatWas() throws Exception {
    PrebuildSpec spec =
        ended("dd if=/dev/urandom of=large bs=1M count=50; mkdir d; echo > d/small");

    Footprint footprint = snapshots.footprint(spec.id());
    SnapshotSize size = EngineFixture.snapshot(snapshots, spec, ENTRY);

    assertThat(footprint.bytes()).isEqualTo(50 * MIB + 1);
    assertThat(fixture.room.containers().writtenBytes(Naming.prebuild(spec.id())))
        .isEqualTo(footprint.bytes());
    // The two files, d, and the folders that lead there and to the private one.
    assertThat(footprint.files()).isEqualTo(7);
    assertThat(size.addedBytes()).isEqualTo(50 * MIB + 1);
    assertThat(size.bytes()).isGreaterThan(size.addedBytes());
  }

  /** Written at once, or one after the other. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "dd if=/dev/zero of=large bs=1M count=600",
        "i=0; while [ $i -lt 20000 ]; do echo $i >$i; i=$((i + 1)); done"
      })
  void theProgressOfALargeCommitIsMeasuredAndOnlyRises(String command) throws Exception {
    PrebuildSpec spec = ended(command);

    snapshots.footprint(spec.id());
    EngineFixture.snapshot(snapshots, spec, ENTRY);

    assertThat(told.percents.get(spec.id()))
        .isNotEmpty()
        .isSorted()
        .doesNotHaveDuplicates()
        .allSatisfy(percent -> assertThat(percent).isBetween(1, 99));
    assertThat(told.measured).containsOnly(true);
  }

  /** The layer of the one could be taken for the other's: they have the same files. */
  @Test
  void commitsAtTheSameTimeAreNotConfused() throws Exception {
    PrebuildSpec large = ended("dd if=/dev/zero of=a bs=1M count=900");
    PrebuildSpec small = ended("dd if=/dev/zero of=a bs=1M count=1");

    CompletableFuture<SnapshotSize> first = inBackground(large);
    CompletableFuture<SnapshotSize> second = inBackground(small);

    assertThat(second.join().addedBytes()).isEqualTo(MIB);
    assertThat(first.join().addedBytes()).isEqualTo(900 * MIB);
    // Looking at the other one's layer, it would never have got beyond its first file.
    assertThat(told.percents.get(large.id()))
        .isSorted()
        .last()
        .satisfies(percent -> assertThat(percent).isGreaterThan(50));
  }

  private CompletableFuture<SnapshotSize> inBackground(PrebuildSpec spec) {
    CompletableFuture<SnapshotSize> size = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                size.complete(EngineFixture.snapshot(snapshots, spec, ENTRY));
              } catch (InterruptedException | RuntimeException e) {
                size.completeExceptionally(e);
              }
            });
    return size;
  }

  @Test
  void theImageRunsWhatItsBaseDoes() throws Exception {
    String base = baseWith("/bin/echo", "from the base");
    PrebuildSpec spec =
        EngineFixture.prebuild(
            new EnvironmentClass(
                UUID.randomUUID(),
                "based",
                base,
                fixture.environmentClass.limits(),
                fixture.environmentClass.allowances(),
                fixture.environmentClass.standby()),
            new Task("build", "true", false));
    try {
      runs.run(spec);
      EngineFixture.snapshot(snapshots, spec, ENTRY);

      ContainerConfig config = config(Naming.snapshotImage(spec.id()));
      assertThat(config.getEntrypoint()).containsExactly("/bin/echo");
      assertThat(config.getCmd()).containsExactly("from the base");
      assertThat(config.getEnv()).isEqualTo(config(base).getEnv());
      assertThat(history(spec)).doesNotContain("/run/environment");
    } finally {
      runs.host().removeContainer(spec.id());
      snapshots.removeSnapshot(spec.id());
      fixture.room.images().remove(base);
    }
  }

  /** An image of the test's own; returns its id. */
  private String baseWith(String entrypoint, String command) throws InterruptedException {
    String container =
        fixture
            .engine
            .client()
            .createContainerCmd(fixture.engine.image())
            .withEntrypoint(entrypoint)
            .withCmd(command)
            .exec()
            .getId();
    try {
      return fixture
          .engine
          .client()
          .commitCmd(container)
          .withLabels(Map.of(Naming.OWNER, fixture.runnerId.toString()))
          .exec();
    } finally {
      fixture.engine.remove(container);
    }
  }

  private ContainerConfig config(String image) {
    return Objects.requireNonNull(
        fixture.engine.client().inspectImageCmd(image).exec().getConfig());
  }

  private String history(PrebuildSpec spec) throws Exception {
    return fixture.engine.get("/images/%s/history".formatted(Naming.snapshotImage(spec.id())));
  }

  @Test
  void anImageThatNoInstanceStartsFromIsRefusedAndDiscarded() throws Exception {
    PrebuildSpec spec =
        ended("rm /bin/sh; printf '#!/bin/busybox false\\n' > /bin/sh; busybox chmod +x /bin/sh");
    String image = snapshots.commit(spec, ENTRY, _ -> {});

    assertThatExceptionOfType(PrebuildException.class)
        .isThrownBy(() -> snapshots.prove(spec, image))
        .withMessageContainingAll("no instance can be made", "exited with code 1", "sleep");

    snapshots.discard(image);
    assertThat(fixture.engine.images(fixture.runnerId)).isEmpty();
    assertThat(fixture.engine.containers(fixture.runnerId))
        .extracting(seen -> seen.name())
        .containsExactly(Naming.prebuild(spec.id()));
  }

  @Test
  void aShellThatIsGoneIsSaidSo() throws Exception {
    PrebuildSpec spec = ended("/bin/busybox rm /bin/sh");
    String image = snapshots.commit(spec, ENTRY, _ -> {});

    assertThatExceptionOfType(PrebuildException.class)
        .isThrownBy(() -> snapshots.prove(spec, image))
        .withMessageContaining("/bin/sh");
    snapshots.discard(image);
  }

  /** What is not named yet is no debris while somebody works on it. */
  @Test
  void theSweeperSparesWhatIsAboutToBeNamed() throws Exception {
    PrebuildSpec spec = ended("true");
    String image = snapshots.commit(spec, ENTRY, _ -> {});
    Sweeper sweeper = new Sweeper(fixture.room);

    sweeper.removeUnnamedImages(Instant.now().plusSeconds(60));
    assertThat(fixture.room.images().find(image)).isPresent();

    fixture.room.drafts().remove(image);
    sweeper.removeUnnamedImages(Instant.now().plusSeconds(60));
    assertThat(fixture.room.images().find(image)).isEmpty();
  }

  /** Of any class of the runner, whatever class it was made for. */
  @Test
  void instancesOfAnotherClassAreMadeFromIt() throws Exception {
    PrebuildSpec spec = ended("echo built > result");
    EngineFixture.snapshot(snapshots, spec, ENTRY);
    EnvironmentClass other =
        new EnvironmentClass(
            UUID.randomUUID(),
            "other",
            "unused:latest",
            new Limits(500_000_000, 64 * MIB, 50, 0, Optional.of("none")),
            fixture.environmentClass.allowances(),
            fixture.environmentClass.standby());
    WarmPoolSpec pool =
        new WarmPoolSpec(
            UUID.randomUUID(),
            spec.projectId(),
            other,
            1,
            1,
            Optional.of(spec.id()),
            Optional.empty(),
            false,
            0);

    Instance instance = fixture.instanceHost().create(UUID.randomUUID(), pool, spec.id());

    assertThat(instance.state()).isEqualTo(Instance.State.RUNNING);
    assertThat(fixture.engine.exec(instance.containerId(), "cat", "result")).isEqualTo("built\n");
  }

  @Test
  void removingTwiceIsNoError() throws Exception {
    PrebuildSpec spec = ended("true");
    EngineFixture.snapshot(snapshots, spec, ENTRY);

    for (int i = 0; i < 2; i++) {
      runs.host().removeContainer(spec.id());
      snapshots.removeSnapshot(spec.id());
    }

    assertThat(fixture.engine.images(fixture.runnerId)).isEmpty();
  }
}
