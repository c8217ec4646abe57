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

  private Store store;

  /** Opens the database of this test, which is the same one each time. */
  abstract Database openDatabase();

  @BeforeEach
  void open() {
    store = Store.open(openDatabase(), NOW);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void theRevisionNeverFallsBehindAClockThatRanOn() {
    long before = revision();
    store.close();
    store = Store.open(openDatabase(), NOW.plusSeconds(1));

    assertThat(revision()).isEqualTo(before + 1_000_000);
    store.close();
    store = Store.open(openDatabase(), NOW.minusSeconds(1));

    assertThat(revision()).isEqualTo(before + 1_000_001);
  }

  private long revision() {
    return store.read(transaction -> transaction.counters().revision());
  }

  @Test
  void aChangeToWhatHasChangedMeanwhileIsRefused() {
    Prebuild.Builder prebuild = Prebuild.newBuilder().setId("p");
    prebuild.getSpecBuilder().setSpecVersion(1);
    Prebuild first = prebuild.build();
    prebuild.getStatusBuilder().setStatusVersion(1);
    Prebuild second = prebuild.build();
    write(transaction -> transaction.prebuilds().insert(first, RUNNER));
    write(transaction -> transaction.prebuilds().update(first, second));

    assertAborted(transaction -> transaction.prebuilds().update(first, second));

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
                      transaction.counters().bumpRevision();
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
        waiters.add(executor.submit(() -> store.awaitRevision(known, Duration.ofMinutes(5))));
      }
      write(transaction -> transaction.counters().bumpRevision());
      for (Future<Boolean> waiter : waiters) {
        assertThat(waiter.get()).isTrue();
      }
    }
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
