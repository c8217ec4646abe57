package dev.prebuild.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.connect.ConnectCode;
import dev.prebuild.agent.connect.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Retries really pause, for half a second at first: few tests need one. */
final class OutboxTest {
  private static final long LIMIT_SECONDS = 30;

  private final FakeWire wire = new FakeWire();

  /** Statuses that begin with % are superseded by the next such one. */
  private Outbox<String> outbox(long version) {
    return new Outbox<>(
        "test",
        version,
        wire,
        (earlier, later) -> earlier.startsWith("%") && later.startsWith("%"),
        Duration.ZERO,
        new Random(1));
  }

  private static final class FakeWire implements Outbox.Wire<String> {
    private final BlockingQueue<String> sent = new LinkedBlockingQueue<>();
    private final BlockingQueue<Thread> senders = new LinkedBlockingQueue<>();
    private final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
    private final CountDownLatch open = new CountDownLatch(1);
    private volatile boolean holdsFirst;
    private volatile long storedVersion;

    @Override
    public void send(String status, long version) throws InterruptedException {
      senders.add(Thread.currentThread());
      sent.add(status + "@" + version);
      if (holdsFirst) {
        open.await();
      }
      RuntimeException failure = failures.poll();
      if (failure != null) {
        throw failure;
      }
    }

    @Override
    public long storedVersion() {
      return storedVersion;
    }

    void fail(ConnectCode code) {
      failures.add(new ConnectException(code, "told to fail"));
    }

    String next() throws InterruptedException {
      return String.valueOf(sent.poll(LIMIT_SECONDS, TimeUnit.SECONDS));
    }

    List<String> rest() {
      return Stream.generate(sent::poll).takeWhile(java.util.Objects::nonNull).toList();
    }
  }

  @Test
  void tellsInOrderWithGrowingVersions() throws InterruptedException {
    Outbox<String> outbox = outbox(4);
    outbox.put("a");
    outbox.put("b");

    outbox.putAndAwait("c");

    assertThat(wire.rest()).containsExactly("a@5", "b@6", "c@7");
  }

  @Test
  void leavesOutWhatIsSuperseded() throws InterruptedException {
    wire.holdsFirst = true;
    Outbox<String> outbox = outbox(0);
    outbox.put("%1");
    assertThat(wire.next()).isEqualTo("%1@1");
    // The first is on its way and stays; of those behind it only the last is told.
    outbox.put("%2");
    outbox.put("%3");
    outbox.put("%4");
    outbox.put("end");
    wire.open.countDown();

    outbox.putAndAwait("last");

    assertThat(wire.rest()).containsExactly("%4@2", "end@3", "last@4");
  }

  @ParameterizedTest
  @EnumSource(
      value = ConnectCode.class,
      names = {"UNAVAILABLE", "UNAUTHENTICATED"})
  void triesUntilItIsTaken(ConnectCode code) throws InterruptedException {
    wire.fail(code);
    Outbox<String> outbox = outbox(0);

    outbox.putAndAwait("a");

    assertThat(wire.rest()).containsExactly("a@1", "a@1");
  }

  @ParameterizedTest
  @EnumSource(
      value = ConnectCode.class,
      names = {
        "INVALID_ARGUMENT",
        "NOT_FOUND",
        "FAILED_PRECONDITION",
        "PERMISSION_DENIED",
        "OUT_OF_RANGE",
        "UNIMPLEMENTED"
      })
  void whatIsRefusedForGoodIsDropped(ConnectCode code) throws InterruptedException {
    wire.fail(code);
    Outbox<String> outbox = outbox(0);
    outbox.put("a");

    outbox.putAndAwait("b");

    assertThat(wire.rest()).containsExactly("a@1", "b@1");
  }

  @Test
  void aStaleVersionIsPutRight() throws InterruptedException {
    wire.storedVersion = 9;
    wire.fail(ConnectCode.ABORTED);
    Outbox<String> outbox = outbox(3);

    outbox.putAndAwait("a");

    assertThat(wire.rest()).containsExactly("a@4", "a@10");
  }

  @Test
  void whatIsNotKnownAnyMoreIsDropped() throws InterruptedException {
    wire.storedVersion = 0;
    wire.fail(ConnectCode.ABORTED);
    Outbox<String> outbox = outbox(3);

    outbox.putAndAwait("a");

    assertThat(wire.rest()).containsExactly("a@4");
  }

  @Test
  void whatTheControlPlaneHasForgottenIsToldAgain() throws InterruptedException {
    Outbox<String> outbox = outbox(3);
    outbox.put("a");
    outbox.putAndAwait("b");
    wire.rest();

    outbox.compare(0);

    assertThat(wire.next()).isEqualTo("b@6");
  }

  /** A restored control plane may hold a greater version as well, of another status. */
  @Test
  void whatItHoldsOtherwiseIsToldAgain() throws InterruptedException {
    wire.storedVersion = 9;
    Outbox<String> outbox = outbox(3);
    outbox.putAndAwait("a");
    wire.rest();
    wire.fail(ConnectCode.ABORTED);

    outbox.compare(9);

    assertThat(wire.next()).isEqualTo("a@5");
    assertThat(wire.next()).isEqualTo("a@10");
  }

  @Test
  void whatItHoldsIsNotToldAgain() throws InterruptedException {
    Outbox<String> outbox = outbox(3);
    outbox.compare(7);
    outbox.putAndAwait("a");

    outbox.compare(4);
    outbox.putAndAwait("b");

    assertThat(wire.rest()).containsExactly("a@4", "b@5");
  }

  @Test
  void whatIsOnItsWayIsNotToldTwice() throws InterruptedException {
    wire.holdsFirst = true;
    Outbox<String> outbox = outbox(3);
    outbox.put("a");
    assertThat(wire.next()).isEqualTo("a@4");

    outbox.compare(0);
    wire.open.countDown();
    outbox.putAndAwait("b");

    assertThat(wire.rest()).containsExactly("b@5");
  }

  /** Between two reports there is a rest, and the first is not off the list before that is over. */
  @Test
  void whatIsForgottenDuringTheRestIsToldAfterIt() throws InterruptedException {
    Outbox<String> outbox =
        new Outbox<>("test", 0, wire, (_, _) -> true, Duration.ofMillis(500), new Random(1));
    outbox.putAndAwait("a");
    // Either still at rest, or not any more: both must do.
    outbox.compare(0);

    assertThat(wire.next()).isEqualTo("a@1");
    assertThat(wire.next()).isEqualTo("a@2");
  }

  @Test
  void whatNobodyForesawDoesNotShutIt() throws InterruptedException {
    wire.failures.add(new IllegalStateException("told to fail, by a test"));
    Outbox<String> outbox = outbox(0);

    outbox.putAndAwait("a");

    assertThat(wire.rest()).containsExactly("a@1", "a@1");
  }

  @Test
  void itsThreadEndsAndAnotherOneFollows() throws InterruptedException {
    Outbox<String> outbox = outbox(0);
    outbox.putAndAwait("a");
    Thread first = wire.senders.take();
    first.join();

    outbox.putAndAwait("b");

    assertThat(wire.senders.take()).isNotSameAs(first);
    assertThat(wire.rest()).containsExactly("a@1", "b@2");
  }
}
