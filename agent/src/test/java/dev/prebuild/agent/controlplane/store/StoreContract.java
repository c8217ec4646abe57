package dev.prebuild.agent.controlplane.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prebuild.agent.connect.ConnectCode;
import dev.prebuild.agent.connect.ConnectException;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store does, whatever its database. */
abstract class StoreContract {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final UUID RUNNER = new UUID(0, 2);
  private static final Host.Key HOST = new Host.Key(RUNNER, "host");

  private Instant now = NOW;
  private Store store;

  /** Opens the database of this test, which is the same one each time. */
  abstract Database openDatabase();

  @BeforeEach
  void open() {
    store = Store.open(openDatabase(), () -> now);
    write(
        transaction ->
            transaction
                .hosts()
                .put(new Host(HOST, new Host.Capacity(1, 1, false), false, false, NOW, 0)));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aRevisionNeverFallsBehindAClockThatRanOn() {
    wake();
    long before = revision();
    now = NOW.plusSeconds(1);
    wake();

    assertThat(revision()).isEqualTo(before + 1_000_000);
    now = NOW.minusSeconds(1);
    wake();

    assertThat(revision()).isEqualTo(before + 1_000_001);
  }

  private void wake() {
    write(transaction -> transaction.wake(HOST));
  }

  private long revision() {
    return store
        .read(transaction -> transaction.hosts().find(HOST))
        .map(Host::revision)
        .orElseThrow();
  }

  @Test
  void aChangeToWhatHasChangedMeanwhileIsRefused() {
    Prebuild.Builder prebuild = Prebuild.newBuilder().setId("p");
    prebuild.getSpecBuilder().setSpecVersion(1);
    Prebuild first = prebuild.build();
    prebuild.getStatusBuilder().setStatusVersion(1);
    Prebuild second = prebuild.build();
    LeasedPrebuild before = new LeasedPrebuild(first, RUNNER, Optional.empty());
    LeasedPrebuild after = before.with(second);
    write(transaction -> transaction.prebuilds().insert(first, RUNNER));
    write(transaction -> transaction.prebuilds().update(before, after));

    assertAborted(transaction -> transaction.prebuilds().update(before, after));
    assertAborted(
        transaction -> transaction.prebuilds().update(after.leasedTo(Optional.of("other")), after));

    WarmPool pool = WarmPool.newBuilder().setId("w").build();
    assertAborted(transaction -> transaction.warmPools().update(pool, pool));
  }

  @Test
  void aTransactionThatFailsLeavesNothing() {
    long before = revision();

    assertThatThrownBy(
            () ->
                write(
                    transaction -> {
                      transaction.wake(HOST);
                      throw new IllegalStateException("fails");
                    }))
        .hasMessage("fails");

    assertThat(revision()).isEqualTo(before);
  }

  @Test
  void oneChangeReleasesAThousandWaiters() throws Exception {
    long known = revision();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> waiters = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        waiters.add(
            executor.submit(() -> store.awaitNews(HOST, known, known, Duration.ofMinutes(5))));
      }
      wake();
      for (Future<Boolean> waiter : waiters) {
        assertThat(waiter.get()).isTrue();
      }
    }
  }

  @Test
  void aSnapshotCountsAsHeldUntilTwoListsLackIt() {
    write(transaction -> transaction.heldSnapshots().add(HOST, "made"));

    assertThat(note(Set.of("pulled"))).as("something new").isTrue();
    assertThat(held()).containsExactlyInAnyOrder("made", "pulled");
    assertThat(note(Set.of("pulled"))).as("something is gone").isTrue();
    assertThat(held()).containsExactly("pulled");
    assertThat(note(Set.of("pulled"))).isFalse();
    assertThat(note(Set.of())).isFalse();
    assertThat(note(Set.of("pulled"))).isFalse();
    assertThat(note(Set.of())).as("not twice in a row").isFalse();
    assertThat(held()).containsExactly("pulled");
  }

  private boolean note(Set<String> listed) {
    return store.write(transaction -> transaction.heldSnapshots().note(HOST, listed));
  }

  private Set<String> held() {
    return store
        .read(transaction -> transaction.heldSnapshots().of(RUNNER))
        .getOrDefault("host", Set.of());
  }

  private interface Work {
    void in(Transaction transaction);
  }

  private void write(Work work) {
    store.write(
        transaction -> {
          work.in(transaction);
          return true;
        });
  }

  private void assertAborted(Work work) {
    assertThatThrownBy(() -> write(work))
        .isInstanceOfSatisfying(
            ConnectException.class, e -> assertThat(e.code()).isEqualTo(ConnectCode.ABORTED));
  }
}
