package dev.prebuild.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.snapshot.host.HostUnavailableException;
import dev.prebuild.snapshot.host.SnapshotInUseException;
import dev.prebuild.snapshot.host.SnapshotStore;
import dev.prebuild.snapshot.ledger.Ledger;
import dev.prebuild.snapshot.retention.HeldSnapshot;
import dev.prebuild.snapshot.retention.HeldSnapshot.Pair;
import dev.prebuild.snapshot.retention.Holdings;
import dev.prebuild.snapshot.retention.Layer;
import dev.prebuild.snapshot.retention.Removal;
import dev.prebuild.snapshot.retention.RetentionLimits;
import dev.prebuild.snapshot.retention.RetentionListener;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Snapshots are numbered by age, the oldest first; each takes 100 bytes of its own. */
final class RetentionTest {
  private static final UUID LOOP = new UUID(0, 0);
  private static final Duration NEVER = Duration.ofDays(1);

  private final Journal journal = new Journal();
  private final FakeStore store = new FakeStore();
  private final FakeLedger ledger = new FakeLedger(journal);
  private final Retention retention = retention(2, 0);

  private Retention retention(int keep, long leastFree) {
    return new Retention(
        new Retention.Means(store, ledger, new Heard(), InstantSource.fixed(Samples.NOW)),
        new RetentionLimits(keep, Duration.ofDays(7), Duration.ZERO),
        leastFree,
        new Retention.Pace(NEVER, Duration.ZERO));
  }

  @AfterEach
  void close() {
    retention.close();
  }

  private static UUID id(int number) {
    return new UUID(9, number);
  }

  /** A disk with nothing on it but snapshots. */
  private static final class FakeStore implements SnapshotStore {
    private final Map<UUID, Boolean> snapshots = new TreeMap<>();
    private Optional<RuntimeException> failure = Optional.empty();
    private Optional<RuntimeException> removalFailure = Optional.empty();
    private OptionalLong free = OptionalLong.empty();
    private Runnable atRemoval = () -> {};

    synchronized void put(int number, boolean isUsed) {
      snapshots.put(id(number), isUsed);
    }

    synchronized Set<UUID> ids() {
      return Set.copyOf(snapshots.keySet());
    }

    synchronized void free(long bytes) {
      free = OptionalLong.of(bytes);
    }

    synchronized void fail(Optional<RuntimeException> cause) {
      failure = cause;
    }

    synchronized void failRemovals(Optional<RuntimeException> cause) {
      removalFailure = cause;
    }

    synchronized void atRemoval(Runnable action) {
      atRemoval = action;
    }

    @Override
    public synchronized Holdings look() {
      failure.ifPresent(
          cause -> {
            throw cause;
          });
      List<HeldSnapshot> held = new ArrayList<>();
      snapshots.forEach((id, isUsed) -> held.add(snapshot(id, isUsed)));
      return new Holdings(held, Set.of());
    }

    private static HeldSnapshot snapshot(UUID id, boolean isUsed) {
      return new HeldSnapshot(
          id,
          new Pair(new UUID(1, 1), new UUID(2, 2)),
          Samples.NOW.minusSeconds(1_000 - id.getLeastSignificantBits()),
          List.of(new Layer("own-" + id, 100)),
          isUsed);
    }

    @Override
    public synchronized void remove(UUID snapshotId) {
      removalFailure.ifPresent(
          cause -> {
            throw cause;
          });
      snapshots.remove(snapshotId);
      if (free.isPresent()) {
        free = OptionalLong.of(free.getAsLong() + 100);
      }
      atRemoval.run();
    }

    @Override
    public synchronized OptionalLong freeBytes() {
      return free;
    }
  }

  private final class Heard implements RetentionListener {
    @Override
    public void held(int snapshots, long bytes) {
      journal.add(LOOP, "held %d, %d bytes".formatted(snapshots, bytes));
    }

    @Override
    public void removed(Removal removal) {
      journal.add(removal.snapshot().id(), "removed " + removal.reason());
    }

    @Override
    public void stays(Removal removal, String cause) {
      journal.add(removal.snapshot().id(), "stays: " + cause);
    }

    @Override
    public void unavailable(String cause) {
      journal.add(LOOP, "unavailable: " + cause);
    }

    @Override
    public void available() {
      journal.add(LOOP, "available");
    }

    @Override
    public void nothingToFree(long missingBytes) {
      journal.add(LOOP, "short of " + missingBytes);
    }
  }

  @Test
  void nothingIsRemovedBeforeTheControlPlaneHasSaidWhatItWants() throws InterruptedException {
    store.put(1, false);
    store.put(2, false);
    store.put(3, false);
    store.free(0);

    retention.runRound();
    retention.makeRoom(1_000);
    assertThat(store.ids()).hasSize(3);

    retention.want(Set.of(), Set.of());
    retention.runRound();
    assertThat(store.ids()).containsExactlyInAnyOrder(id(2), id(3));
    assertThat(journal.of(id(1))).containsExactly("removed SUPERSEDED");
    assertThat(journal.of(LOOP)).endsWith("held 2, 200 bytes");
  }

  @Test
  void whatIsWantedOrUsedOrUnfinishedStays() throws InterruptedException {
    store.put(1, false);
    store.put(2, true);
    store.put(3, false);
    store.put(4, false);
    store.put(5, false);
    ledger.write(id(3), Ledger.Entry.begin(Samples.NOW, 1));

    retention.want(Set.of(id(1)), Set.of(id(1), id(2), id(3)));
    retention.runRound();

    assertThat(store.ids()).containsExactlyInAnyOrder(id(1), id(2), id(3), id(4), id(5));
  }

  @Test
  void aWishThatComesWhileOthersAreRemovedCounts() throws InterruptedException {
    store.put(1, false);
    store.put(2, false);
    store.put(3, false);
    store.put(4, false);
    retention.want(Set.of(), Set.of());
    store.atRemoval(() -> retention.want(Set.of(id(2)), Set.of()));

    retention.runRound();

    assertThat(store.ids()).containsExactlyInAnyOrder(id(2), id(3), id(4));
  }

  @Test
  void aDeletedOneGoesWhenItsLastUserIsGone() throws InterruptedException {
    store.put(1, true);
    retention.start();
    retention.want(Set.of(), Set.of(id(1)));
    journal.await(LOOP, "held 1, 100 bytes");

    store.put(1, false);
    retention.look();

    journal.await(id(1), "removed DELETED");
    journal.await(LOOP, "held 0, 0 bytes");
  }

  @Test
  void madeRoomIsWhatWasAskedForAndTheOldestGoesFirst() {
    store.put(1, false);
    store.put(2, false);
    store.free(50);
    retention.want(Set.of(), Set.of());

    retention.makeRoom(60);

    assertThat(store.ids()).containsExactly(id(2));
    assertThat(journal.of(id(1))).containsExactly("removed DISK_PRESSURE");
  }

  @Test
  void belowTheLeastThatIsToStayFreeSomethingGoes() throws InterruptedException {
    Retention pressed = retention(2, 1_000);
    store.put(1, false);
    store.put(2, false);
    store.free(950);
    pressed.want(Set.of(), Set.of());

    pressed.runRound();

    assertThat(store.ids()).containsExactly(id(2));
  }

  @Test
  void aShortageThatNothingCanBeDoneAboutIsToldOnce() throws InterruptedException {
    Retention pressed = retention(2, 1_000);
    store.put(1, true);
    store.free(950);
    pressed.want(Set.of(), Set.of());

    pressed.runRound();
    pressed.runRound();
    assertThat(journal.of(LOOP)).containsOnlyOnce("short of 50");

    store.free(1_000);
    pressed.runRound();
    store.free(900);
    pressed.runRound();
    assertThat(journal.of(LOOP)).containsOnlyOnce("short of 100");
  }

  @Test
  void aFailureIsToldOnceAndTheNextRoundTriesAgain() throws InterruptedException {
    store.put(1, false);
    store.put(2, false);
    store.put(3, false);
    retention.want(Set.of(), Set.of());
    store.failRemovals(Optional.of(new HostUnavailableException("the engine is away")));
    retention.runRound();
    retention.runRound();
    assertThat(journal.of(id(1))).containsExactly("stays: the engine is away");

    store.failRemovals(Optional.empty());
    retention.runRound();

    assertThat(journal.of(id(1)))
        .containsExactly("stays: the engine is away", "removed SUPERSEDED");
  }

  @Test
  void oneThatSomebodyHasTakenMeanwhileIsNoFailure() throws InterruptedException {
    store.put(1, false);
    retention.want(Set.of(), Set.of(id(1)));
    store.failRemovals(
        Optional.of(new SnapshotInUseException("in use", new IllegalStateException("in use"))));

    retention.runRound();

    assertThat(journal.of(id(1))).isEmpty();
    assertThat(store.ids()).containsExactly(id(1));
  }

  @Test
  void aHostThatCannotBeLookedAtIsToldOnceAndItsReturnToo() throws InterruptedException {
    retention.want(Set.of(), Set.of());
    store.fail(Optional.of(new HostUnavailableException("the engine is away")));
    retention.runRound();
    retention.runRound();
    store.fail(Optional.of(new IllegalStateException("nobody thought of this")));
    retention.runRound();
    store.fail(Optional.empty());
    retention.runRound();

    assertThat(journal.of(LOOP))
        .containsExactly(
            "unavailable: the engine is away",
            "unavailable: unforeseen, report this: java.lang.IllegalStateException: nobody thought of this",
            "available",
            "held 0, 0 bytes");
  }
}
