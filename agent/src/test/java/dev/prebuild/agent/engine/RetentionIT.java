package dev.prebuild.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.prebuild.agent.testkit.Eventually;
import dev.prebuild.agent.testkit.OwnEngine;
import dev.prebuild.config.spec.WarmPoolSpec;
import dev.prebuild.pool.instance.Instance;
import dev.prebuild.snapshot.Retention;
import dev.prebuild.snapshot.host.SnapshotInUseException;
import dev.prebuild.snapshot.host.SnapshotStore;
import dev.prebuild.snapshot.retention.Holdings;
import dev.prebuild.snapshot.retention.Reason;
import dev.prebuild.snapshot.retention.Removal;
import dev.prebuild.snapshot.retention.RetentionLimits;
import dev.prebuild.snapshot.retention.RetentionListener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Which snapshots stay and which go, on the real engine, and what it says that frees. */
class RetentionIT {
  private static final UUID PROJECT = new UUID(1, 1);
  private static final int MIB = 1 << 20;
  private static final int BASE_BYTES = 5 * MIB;

  /** As if the engine had a disk of its own, of that size. */
  private static final long DISK = 1L << 40;

  /** What its layers take must change by these tests alone. */
  @RegisterExtension static final OwnEngine ENGINE = new OwnEngine();

  private EngineFixture fixture;
  private MadeImages images;
  private EngineSnapshotStore store;
  private final Heard heard = new Heard();
  private Retention retention;

  /** Shared by all snapshots, and the only one to have its layer. */
  private String base;

  @BeforeEach
  void open(@TempDir Path runtime) throws IOException {
    fixture = new EngineFixture(runtime, ENGINE.connect(), UUID.randomUUID(), Optional.empty());
    images = new MadeImages(fixture.engine);
    store = new EngineSnapshotStore(fixture.room);
    base =
        images.add(
            fixture.engine.image(),
            "base",
            BASE_BYTES,
            Map.of(Naming.OWNER, fixture.runnerId.toString()));
    retention = retention(2);
  }

  private Retention retention(int keep) {
    return new Retention(
        new Retention.Means(new MeasuredStore(), fixture.ledger, heard, InstantSource.system()),
        new RetentionLimits(keep, Duration.ofDays(7), Duration.ZERO),
        0,
        new Retention.Pace(Duration.ofDays(1), Duration.ZERO));
  }

  @AfterEach
  void removeAll() throws IOException {
    retention.close();
    fixture.close();
  }

  /** The real one; what is free follows from what the engine's layers take. */
  private final class MeasuredStore implements SnapshotStore {
    @Override
    public Holdings look() {
      return store.look();
    }

    @Override
    public void remove(UUID snapshotId) {
      store.remove(snapshotId);
    }

    @Override
    public OptionalLong freeBytes() {
      return OptionalLong.of(DISK - images.layersSize());
    }
  }

  private static final class Heard implements RetentionListener {
    private final List<Removal> removals = new ArrayList<>();
    private final List<String> troubles = new ArrayList<>();
    private long bytes;

    @Override
    public synchronized void held(int snapshots, long taken) {
      bytes = taken;
    }

    @Override
    public synchronized void removed(Removal removal) {
      removals.add(removal);
    }

    @Override
    public synchronized void stays(Removal removal, String cause) {
      troubles.add(cause);
    }

    @Override
    public synchronized void unavailable(String cause) {
      troubles.add(cause);
    }

    @Override
    public void available() {}

    @Override
    public synchronized void nothingToFree(long missingBytes) {
      troubles.add("short of " + missingBytes);
    }

    synchronized List<UUID> gone() {
      return removals.stream().map(removal -> removal.snapshot().id()).toList();
    }

    synchronized List<Reason> reasons() {
      return removals.stream().map(Removal::reason).toList();
    }

    synchronized long freed() {
      return removals.stream().mapToLong(Removal::freedBytes).sum();
    }
  }

  private UUID snapshot(int mib) throws IOException {
    return images.snapshot(fixture.runnerId, base, PROJECT, mib * MIB);
  }

  private Set<UUID> held() {
    return fixture.room.snapshots().orElseThrow();
  }

  private void round(Set<UUID> wanted, Set<UUID> deleted) {
    retention.want(wanted, deleted);
    retention.makeRoom(0);
    assertThat(heard.troubles).isEmpty();
  }

  @Test
  void theNewestStayAndWhatGoesFreesWhatWasSaid() throws Exception {
    UUID oldest = snapshot(3);
    UUID older = snapshot(1);
    UUID newer = snapshot(1);
    long before = images.layersSize();

    round(Set.of(), Set.of());

    assertThat(held()).containsExactlyInAnyOrder(older, newer);
    assertThat(heard.gone()).containsExactly(oldest);
    assertThat(heard.reasons()).containsExactly(Reason.SUPERSEDED);
    assertThat(heard.freed()).isEqualTo(3L * MIB);
    assertThat(before - images.layersSize()).isEqualTo(heard.freed());
    assertThat(heard.bytes).as("the base is counted once").isEqualTo(size(base) + 2L * MIB);
  }

  private long size(String image) {
    return EngineSnapshotHost.bytes(fixture.room.images().find(image).orElseThrow());
  }

  @Test
  void whatTheyShareIsFreedWithTheLast() throws Exception {
    UUID one = snapshot(1);
    UUID two = snapshot(2);
    long before = images.layersSize();

    round(Set.of(), Set.of(one, two));

    assertThat(held()).isEmpty();
    assertThat(heard.freed()).isEqualTo(3L * MIB + BASE_BYTES);
    assertThat(before - images.layersSize()).isEqualTo(heard.freed());
  }

  @Test
  void oneWithAnInstanceOrAnEnvironmentStays() throws Exception {
    EngineInstanceHost host = fixture.instanceHost();
    UUID running = snapshot(1);
    UUID stopped = snapshot(1);
    UUID claimed = snapshot(1);
    UUID wanted = snapshot(1);
    UUID unused = snapshot(1);
    instance(host, running);
    host.stop(instance(host, stopped));
    WarmPoolSpec pool = fixture.pool(claimed);
    host.claim(instance(host, pool, claimed), EngineFixture.request(pool, "secret"));

    round(Set.of(wanted), Set.of(running, stopped, claimed, unused));
    retention.makeRoom(DISK);

    assertThat(held()).containsExactlyInAnyOrder(running, stopped, claimed, wanted);
    assertThat(heard.gone()).containsExactly(unused);
  }

  private Instance instance(EngineInstanceHost host, UUID snapshotId) {
    return instance(host, fixture.pool(snapshotId), snapshotId);
  }

  private static Instance instance(EngineInstanceHost host, WarmPoolSpec pool, UUID snapshotId) {
    return host.create(UUID.randomUUID(), pool, snapshotId);
  }

  @Test
  void aDeletedOneGoesWithItsLastContainer() throws Exception {
    EngineInstanceHost host = fixture.instanceHost();
    UUID deleted = snapshot(1);
    Instance one = instance(host, deleted);
    Instance two = instance(host, deleted);
    EngineWatch watch = new EngineWatch(fixture.room, new Looks(), Duration.ofHours(1));
    watch.start();
    try {
      Eventually.isTrue("the engine is followed", () -> watch.failure().isEmpty());
      retention.start();
      retention.want(Set.of(), Set.of(deleted));
      host.remove(one);
      round(Set.of(), Set.of(deleted));
      assertThat(held()).containsExactly(deleted);

      host.remove(two);

      Eventually.isTrue("it is gone", () -> held().isEmpty());
      Eventually.await("it is said why", heard::reasons, List.of(Reason.DELETED)::equals);
    } finally {
      watch.stop();
    }
  }

  private final class Looks implements EngineListener {
    @Override
    public void observed(List<Instance> instances, long observedAt) {}

    @Override
    public void observed(
        UUID poolId, UUID instanceId, Optional<Instance> instance, long observedAt) {}

    @Override
    public void gone() {
      retention.look();
    }
  }

  @Test
  void underPressureTheOldestGoesFirstAndNoMoreThanItTakes() throws Exception {
    retention = retention(9);
    UUID first = snapshot(2);
    UUID second = snapshot(2);
    UUID third = snapshot(2);
    retention.want(Set.of(), Set.of());
    long before = images.layersSize();

    retention.makeRoom(3L * MIB);

    assertThat(heard.gone()).containsExactly(first, second);
    assertThat(heard.reasons()).containsOnly(Reason.DISK_PRESSURE);
    assertThat(before - images.layersSize()).isEqualTo(heard.freed()).isEqualTo(4L * MIB);
    retention.makeRoom(DISK);
    assertThat(heard.gone()).containsExactly(first, second, third);
    assertThat(before - images.layersSize()).isEqualTo(6L * MIB + BASE_BYTES);
    assertThat(heard.troubles).as("all that may go has gone").hasSize(1);
  }

  @Test
  void whatIsNotOursIsNeverTouched() throws Exception {
    UUID otherRunner = UUID.randomUUID();
    UUID others = images.snapshot(otherRunner, base, PROJECT, MIB);
    UUID unlabelled = UUID.randomUUID();
    String plain = images.add(fixture.engine.image(), "plain", MIB, Map.of());
    images.name(plain, Naming.snapshotRepository(), unlabelled.toString());
    try {
      UUID ours = snapshot(1);

      round(Set.of(), Set.of(ours, others, unlabelled));
      retention.makeRoom(DISK);

      assertThat(heard.gone()).containsExactly(ours);
      assertThat(heard.freed()).as("the other runner's has the base, too").isEqualTo(MIB);
      assertThat(fixture.room.images().findSnapshot(others)).isPresent();
      assertThat(fixture.room.images().findSnapshot(unlabelled)).isPresent();
    } finally {
      images.remove(plain);
      fixture.engine.removeAll(otherRunner);
    }
  }

  @Test
  void allItsNamesGoAndThoseOfOthersStay() throws Exception {
    UUID plain = snapshot(1);
    UUID kept = snapshot(1);
    String remote = "registry.example.org/team/snapshots";
    images.name(Naming.snapshotImage(plain), remote, plain.toString());
    images.name(Naming.snapshotImage(kept), remote, kept.toString());
    images.name(Naming.snapshotImage(kept), "mine-" + kept, "latest");

    round(Set.of(), Set.of(plain, kept));

    assertThat(held()).isEmpty();
    assertThat(heard.freed()).as("the base and the other one stay").isEqualTo(MIB);
    assertThat(fixture.room.images().find(remote + ":" + plain)).isEmpty();
    assertThat(fixture.room.images().find(remote + ":" + kept)).isEmpty();
    assertThat(fixture.room.images().find("mine-" + kept)).isPresent();
  }

  /** The engine would take the first name away, and refuse the last one only. */
  @Test
  void oneInUseKeepsAllItsNames() throws Exception {
    UUID used = snapshot(1);
    String remote = "registry.example.org/team/snapshots:" + used;
    images.name(Naming.snapshotImage(used), "registry.example.org/team/snapshots", used.toString());
    String container =
        fixture
            .engine
            .client()
            .createContainerCmd(Naming.snapshotImage(used))
            .withCmd("true")
            .exec()
            .getId();
    try {
      assertThatExceptionOfType(SnapshotInUseException.class).isThrownBy(() -> store.remove(used));
      assertThatExceptionOfType(SnapshotInUseException.class)
          .isThrownBy(() -> fixture.snapshotHost().removeSnapshot(used));
      assertThat(fixture.room.images().find(remote)).isPresent();
      assertThat(held()).containsExactly(used);
    } finally {
      fixture.engine.remove(container);
    }
  }
}
