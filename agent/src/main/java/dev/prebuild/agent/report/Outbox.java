package dev.prebuild.agent.report;

import dev.prebuild.agent.connect.ConnectException;
import dev.prebuild.agent.sync.Backoff;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiPredicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Statuses of one object on their way to the control plane: in order, one at a time, each tried
 * until it is taken or refused for good. Its thread ends when nothing is left to tell.
 *
 * @param <S> what is told
 */
final class Outbox<S> {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  private final String name;
  private final Wire<S> wire;
  private final BiPredicate<S, S> supersedes;
  private final Duration rest;
  private final Backoff backoff;
  private final RandomGenerator random;
  private final Deque<Letter<S>> letters = new ArrayDeque<>();
  private Optional<S> last = Optional.empty();
  private boolean isSending;

  private long version;

  private record Letter<S>(S status, CountDownLatch settled) {
    /** Taken or refused; it may lie there still, for the rest after it. */
    boolean isSettled() {
      return settled.getCount() == 0;
    }
  }

  /** How a status gets across. */
  interface Wire<S> {

    /**
     * Tells a status under a version.
     *
     * @throws ConnectException if it is not taken
     */
    void send(S status, long version) throws InterruptedException;

    /** The version that the control plane holds; 0 if it knows nothing of the object any more. */
    long storedVersion() throws InterruptedException;
  }

  /**
   * @param name of the object, for the log
   * @param version that the control plane holds
   * @param supersedes whether the second status makes it needless to tell the first
   * @param rest least time between two reports
   */
  Outbox(
      String name,
      long version,
      Wire<S> wire,
      BiPredicate<S, S> supersedes,
      Duration rest,
      RandomGenerator random) {
    this.name = name;
    this.version = version;
    this.wire = wire;
    this.supersedes = supersedes;
    this.rest = rest;
    this.backoff = Backoff.standard();
    this.random = random;
  }

  /** Takes a status, to be told as soon as it can be. */
  void put(S status) {
    add(new Letter<>(status, new CountDownLatch(1)));
  }

  /** The same; returns when it has been taken or refused, and all before it too. */
  void putAndAwait(S status) throws InterruptedException {
    Letter<S> letter = new Letter<>(status, new CountDownLatch(1));
    add(letter);
    letter.settled().await();
  }

  /**
   * The control plane says which version it holds. If that is not what it was told last, it has
   * forgotten the object meanwhile, or was put back to an earlier state: then that is told once
   * more. An answer that is older than the last report looks the same; the repeat does no harm.
   */
  synchronized void compare(long storedVersion) {
    if (letters.stream().allMatch(Letter::isSettled) && storedVersion != version) {
      last.ifPresent(this::put);
    }
  }

  private synchronized void add(Letter<S> letter) {
    last = Optional.of(letter.status());
    // The first letter may be on its way already.
    if (letters.size() > 1 && supersedes.test(letters.getLast().status(), letter.status())) {
      letters.removeLast().settled().countDown();
    }
    letters.add(letter);
    if (!isSending) {
      isSending = true;
      Thread.ofVirtual().name("report-" + name).start(this::sendAll);
    }
  }

  private void sendAll() {
    try {
      for (Letter<S> letter = first(); letter != null; letter = next(letter)) {
        deliver(letter);
        Thread.sleep(rest);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized Letter<S> first() {
    return letters.getFirst();
  }

  private synchronized @Nullable Letter<S> next(Letter<S> done) {
    letters.remove(done);
    isSending = !letters.isEmpty();
    return letters.peekFirst();
  }

  private void deliver(Letter<S> letter) throws InterruptedException {
    int failures = 0;
    while (true) {
      try {
        wire.send(letter.status(), version + 1);
        version++;
        letter.settled().countDown();
        return;
      } catch (ConnectException e) {
        failures++;
        if (isRefused(e)) {
          LOG.atWarn()
              .addKeyValue("object", name)
              .addKeyValue("refusal", e.getMessage())
              .log("the control plane refuses a status; it is not told");
          letter.settled().countDown();
          return;
        }
        if (failures == 1) {
          LOG.atInfo()
              .addKeyValue("object", name)
              .addKeyValue("cause", e.getMessage())
              .log("a status could not be told yet; it is tried until it is");
        }
        Thread.sleep(backoff.pause(failures, random));
      } catch (RuntimeException e) {
        // Without this the outbox would stay shut, and whoever awaits an answer with it.
        failures++;
        LOG.atError()
            .addKeyValue("object", name)
            .setCause(e)
            .log("telling a status failed in a way that nobody foresaw; it is tried again");
        Thread.sleep(backoff.pause(failures, random));
      }
    }
  }

  /** Refused for good; a stale version is put right, everything else may pass. */
  private boolean isRefused(ConnectException e) throws InterruptedException {
    return switch (e.code()) {
      case INVALID_ARGUMENT,
          NOT_FOUND,
          FAILED_PRECONDITION,
          PERMISSION_DENIED,
          OUT_OF_RANGE,
          UNIMPLEMENTED ->
          true;
      case ABORTED -> !refreshVersion();
      case CANCELED,
          UNKNOWN,
          DEADLINE_EXCEEDED,
          ALREADY_EXISTS,
          RESOURCE_EXHAUSTED,
          INTERNAL,
          UNAVAILABLE,
          DATA_LOSS,
          UNAUTHENTICATED ->
          false;
    };
  }

  private boolean refreshVersion() throws InterruptedException {
    try {
      version = wire.storedVersion();
      return version > 0;
    } catch (ConnectException e) {
      // Away as well: the next try finds out.
      return true;
    }
  }
}
