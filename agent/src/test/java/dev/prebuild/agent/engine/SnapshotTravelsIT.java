package dev.prebuild.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.dockerjava.api.command.InspectImageResponse;
import dev.prebuild.agent.testkit.Eventually;
import dev.prebuild.agent.testkit.OwnEngine;
import dev.prebuild.agent.testkit.TestEngine;
import dev.prebuild.agent.testkit.TestRegistry;
import dev.prebuild.config.spec.EnvironmentClass;
import dev.prebuild.config.spec.Limits;
import dev.prebuild.config.spec.SnapshotReference;
import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.claim.Environment;
import dev.prebuild.pool.instance.HostException;
import dev.prebuild.pool.instance.Instance;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two hosts of a runner, each with an engine of its own, and a registry between them. */
class SnapshotTravelsIT {
  private static final int LARGE = 4_000_000;

  @RegisterExtension static final OwnEngine OTHER_ENGINE = new OwnEngine();

  @RegisterExtension final TestRegistry registry = TestRegistry.open();

  private EngineFixture here;
  private EngineFixture there;

  @BeforeEach
  void open(@TempDir Path one, @TempDir Path two) throws Exception {
    registry.start();
    Optional<String> repository = Optional.of(registry.repository());
    UUID runner = UUID.randomUUID();
    here = new EngineFixture(one, TestEngine.fromEnvironment(), runner, repository);
    there = new EngineFixture(two, OTHER_ENGINE.connect(), runner, repository);
  }

  @AfterEach
  void removeAll() throws IOException {
    here.close();
    there.close();
  }

  @Test
  void whatIsMadeHereBecomesInstancesThere() throws Exception {
    UUID snapshot = makeSnapshot(here, here.engine.image(), LARGE);
    List<Integer> told = new ArrayList<>();
    here.publisher().publish(snapshot, told::add);
    SnapshotReference reference = reference(snapshot);
    WarmPoolSpec pool = pool(snapshot, Optional.of(reference));
    EngineInstanceHost host = there.instanceHost();

    List<Instance> instances = create(host, pool, snapshot, 4);

    assertThat(told).isSorted().doesNotHaveDuplicates().allMatch(percent -> percent <= 99);
    assertThat(instances).allMatch(made -> made.snapshotId().equals(snapshot));
    assertThat(there.travels.pulled()).as("once for all of them").containsExactly(snapshot);
    assertThat(there.room.snapshots())
        .hasValueSatisfying(held -> assertThat(held).contains(snapshot));
    assertThat(there.room.published()).isEqualTo(Map.of(snapshot, reference));
    there.publisher().publish(snapshot, _ -> {});
    assertThat(there.travels.pushed()).as("it comes from there").isEmpty();
  }

  /** All at once, as a pool that is empty does. */
  private static List<Instance> create(
      EngineInstanceHost host, WarmPoolSpec pool, UUID snapshot, int count) throws Exception {
    List<Instance> made = new ArrayList<>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Instance>> calls = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        calls.add(executor.submit(() -> host.create(UUID.randomUUID(), pool, snapshot)));
      }
      for (Future<Instance> call : calls) {
        made.add(call.get());
      }
    }
    return made;
  }

  @Test
  void aColdClaimPullsAsWell() throws Exception {
    UUID snapshot = makeSnapshot(here, here.engine.image(), 1);
    here.publisher().publish(snapshot, _ -> {});
    WarmPoolSpec pool = pool(snapshot, Optional.of(reference(snapshot)));

    Environment environment =
        there
            .instanceHost()
            .createEnvironment(EngineFixture.request(pool, "geheim"), pool, snapshot);

    assertThat(environment.running()).isTrue();
    assertThat(there.travels.pulled()).containsExactly(snapshot);
  }

  @Test
  void theNextSnapshotSendsNoMoreThanItAdds() throws Exception {
    UUID first = makeSnapshot(here, here.engine.image(), LARGE);
    UUID second = makeSnapshot(here, Naming.snapshotImage(first), 1_000);
    here.publisher().publish(first, _ -> {});
    assertThat(here.travels.sentBytes()).isGreaterThanOrEqualTo(LARGE);
    long before = registry.storedBytes();

    here.publisher().publish(second, _ -> {});

    assertThat(here.travels.pushed()).containsExactly(first, second);
    assertThat(here.travels.sentBytes()).isBetween(1_000L, LARGE / 10L);
    assertThat(registry.storedBytes() - before).isBetween(1L, LARGE / 10L);
    // The engine does not remove what another image was made from.
    here.snapshotHost().removeSnapshot(second);
  }

  @Test
  void theLoopPushesWhatIsNotThereAndWhatFailed() throws Exception {
    UUID old = makeSnapshot(here, here.engine.image(), 1);
    try (SnapshotPublisher publisher = here.publisher()) {
      publisher.start();
      awaitPublished(old);
      registry.stop();
      UUID fresh = makeSnapshot(here, here.engine.image(), 2);

      publisher.publish(fresh, _ -> {});

      assertThat(here.room.published()).containsOnlyKeys(old);
      assertThat(here.travels.failures())
          .isNotEmpty()
          .allMatch(failure -> failure.contains("its registry does not answer"));
      registry.start();
      awaitPublished(fresh);
    }
  }

  private void awaitPublished(UUID snapshot) throws Exception {
    Eventually.isTrue(
        "snapshot %s is published".formatted(snapshot),
        () -> here.room.published().containsKey(snapshot));
  }

  /** The registry takes the connection and answers nothing. */
  @Test
  void anInterruptEndsAPush() throws Exception {
    UUID snapshot = makeSnapshot(here, here.engine.image(), 1);
    registry.hold();
    SnapshotPublisher publisher = here.publisher();
    try (var executor = Executors.newSingleThreadExecutor()) {
      Future<Boolean> push =
          executor.submit(
              () -> {
                publisher.publish(snapshot, _ -> {});
                return true;
              });
      Eventually.isTrue(
          "the push has begun",
          () -> here.room.images().find(registry.repository() + ":" + snapshot).isPresent());

      executor.shutdownNow();

      assertThatExceptionOfType(java.util.concurrent.ExecutionException.class)
          .isThrownBy(push::get)
          .withCauseInstanceOf(InterruptedException.class);
    }
    registry.goOn();
    publisher.publish(snapshot, _ -> {});
    assertThat(here.room.published()).containsOnlyKeys(snapshot);
  }

  @Test
  void aRemovedSnapshotLeavesNoNameBehind() throws Exception {
    UUID snapshot = makeSnapshot(here, here.engine.image(), 1);
    here.publisher().publish(snapshot, _ -> {});
    WarmPoolSpec pool = pool(snapshot, Optional.of(reference(snapshot)));
    Instance instance = there.instanceHost().create(UUID.randomUUID(), pool, snapshot);
    there.instanceHost().remove(instance);

    here.snapshotHost().removeSnapshot(snapshot);
    there.snapshotHost().removeSnapshot(snapshot);

    assertThat(here.allImages()).isEmpty();
    assertThat(there.allImages()).isEmpty();
  }

  /** The agent was killed between the pull and the name. */
  @Test
  void whatWasPulledAndNotNamedIsSweptAway() throws Exception {
    UUID snapshot = makeSnapshot(here, here.engine.image(), 1);
    here.publisher().publish(snapshot, _ -> {});
    String reference = reference(snapshot).toString();
    there.engine.client().pullImageCmd(reference).start().awaitCompletion();
    Sweeper sweeper = new Sweeper(there.room);
    there.room.drafts().add(reference);
    sweeper.removeUnnamedImages(Instant.now().plusSeconds(1));
    assertThat(there.allImages()).as("it is being pulled").hasSize(1);

    there.room.drafts().remove(reference);
    sweeper.removeUnnamedImages(Instant.now().plusSeconds(1));

    assertThat(there.allImages()).isEmpty();
  }

  @Test
  void whatIsNoSnapshotOfThisRunnerIsRefusedAndRemoved() throws Exception {
    UUID snapshot = makeSnapshot(here, here.engine.image(), 1);
    here.publisher().publish(snapshot, _ -> {});
    UUID another = UUID.randomUUID();
    WarmPoolSpec pool = pool(another, Optional.of(reference(snapshot)));

    assertRefused(pool, another, "was to be snapshot " + another);

    assertThat(there.allImages()).isEmpty();
  }

  @Test
  void whatCannotBeHadIsNamedWithWhatToDo() {
    UUID snapshot = UUID.randomUUID();
    String digest = "sha256:" + "0".repeat(64);
    SnapshotReference none = new SnapshotReference(registry.repository(), digest);
    SnapshotReference elsewhere = new SnapshotReference("registry.example/elsewhere", digest);

    assertRefused(
        pool(snapshot, Optional.empty()),
        snapshot,
        "in no registry; run a prebuild of the project");
    assertRefused(
        pool(snapshot, Optional.of(elsewhere)),
        snapshot,
        "in registry.example/elsewhere, while snapshots.registry.repository here is "
            + registry.repository());
    assertRefused(
        pool(snapshot, Optional.of(none)), snapshot, "its registry has none of that name");
    registry.stop();
    assertRefused(pool(snapshot, Optional.of(none)), snapshot, "its registry does not answer");
  }

  private void assertRefused(WarmPoolSpec pool, UUID snapshot, String why) {
    EngineInstanceHost host = there.instanceHost();
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> host.create(UUID.randomUUID(), pool, snapshot))
        .withMessageContaining(snapshot.toString())
        .withMessageContaining(why)
        .satisfies(e -> assertThat(e.kind()).isEqualTo(HostException.Kind.FAILED));
  }

  private SnapshotReference reference(UUID snapshot) {
    return Optional.ofNullable(here.room.published().get(snapshot)).orElseThrow();
  }

  /** The other engine has no network. */
  private WarmPoolSpec pool(UUID snapshot, Optional<SnapshotReference> reference) {
    WarmPoolSpec pool = there.pool(snapshot, reference);
    EnvironmentClass all = pool.environmentClass();
    return new WarmPoolSpec(
        pool.id(),
        pool.projectId(),
        new EnvironmentClass(
            all.id(),
            all.name(),
            all.image(),
            new Limits(0, 0, 0, 0, Optional.of("none")),
            all.allowances(),
            all.standby()),
        pool.minSize(),
        pool.maxSize(),
        pool.snapshotId(),
        pool.snapshotReference(),
        pool.deleting(),
        pool.statusVersion());
  }

  /** A snapshot that adds a file of so many bytes, which nothing makes smaller. */
  private static UUID makeSnapshot(EngineFixture where, String base, int bytes)
      throws InterruptedException {
    UUID snapshot = UUID.randomUUID();
    String container =
        where
            .engine
            .client()
            .createContainerCmd(base)
            .withEntrypoint("/bin/sh", "-c", "head -c %d /dev/urandom > /added".formatted(bytes))
            .exec()
            .getId();
    try {
      where.engine.client().startContainerCmd(container).exec();
      where.room.containers().awaitExit(container, Eventually.LIMIT);
      String _ =
          where
              .engine
              .client()
              .commitCmd(container)
              .withRepository(Naming.snapshotRepository())
              .withTag(snapshot.toString())
              .withLabels(
                  Map.of(
                      Naming.OWNER, where.runnerId.toString(),
                      Naming.ROLE, Naming.SNAPSHOT,
                      Naming.SNAPSHOT_ID, snapshot.toString()))
              .exec();
    } finally {
      where.engine.remove(container);
    }
    InspectImageResponse _ = where.room.images().findSnapshot(snapshot).orElseThrow();
    return snapshot;
  }
}
