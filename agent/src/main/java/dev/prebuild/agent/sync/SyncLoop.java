package dev.prebuild.agent.sync;

import dev.prebuild.agent.connect.ConnectException;
import dev.prebuild.agent.life.Pulse;
import dev.prebuild.agent.life.Sign;
import dev.prebuild.config.spec.DesiredState;
import dev.prebuild.config.wire.runner.v1.SyncResponse;
import io.dropwizard.lifecycle.Managed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the agent's idea of what is wanted up to date: one long poll after the other, on a thread
 * of its own. While the control plane is away nothing is handed on, so that the agent keeps to what
 * it knows.
 */
public final class SyncLoop implements Managed {
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

  /** A call is tried a few times, each with a limit, and what it brings has to be taken up. */
  private static final Duration SLOWEST_ROUND = Duration.ofMinutes(15);

  private final Logger log = LoggerFactory.getLogger(SyncLoop.class);
  private final ControlPlane controlPlane;
  private final Duration longPoll;
  private final Consumer<DesiredState> consumer;
  private final Backoff backoff;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Sleeper sleeper;
  private final Pulse pulse = new Pulse("the sync with the control plane");
  private volatile Optional<Thread> thread = Optional.empty();
  private volatile Outcome outcome = new Outcome(Optional.empty(), Optional.empty());

  /**
   * A loop that is not yet running.
   *
   * @param longPoll how long the control plane may hold an unchanged answer back; at most one
   *     minute
   * @param consumer gets each new state, on the loop's thread; it should return soon. A state that
   *     it throws upon is brought again
   * @param random any generator; used by the loop's thread alone
   */
  public SyncLoop(
      ControlPlane controlPlane,
      Duration longPoll,
      Consumer<DesiredState> consumer,
      Backoff backoff,
      InstantSource clock,
      RandomGenerator random,
      Sleeper sleeper) {
    this.controlPlane = controlPlane;
    this.longPoll = longPoll;
    this.consumer = consumer;
    this.backoff = backoff;
    this.clock = clock;
    this.random = random;
    this.sleeper = sleeper;
  }

  private record Outcome(Optional<Instant> lastSuccess, Optional<String> failure) {}

  @Override
  public void start() {
    thread = Optional.of(Thread.ofVirtual().name("sync").start(this::run));
  }

  /** Stops at once, also in the middle of a long poll or of a pause. */
  @Override
  public void stop() throws InterruptedException {
    if (thread.isEmpty()) {
      return;
    }
    thread.get().interrupt();
    if (!thread.get().join(STOP_TIMEOUT)) {
      log.warn("the sync loop did not end within {}; it is left behind", STOP_TIMEOUT);
    }
  }

  /** Its last sign of life; none before it has begun. */
  public Optional<Sign> sign() {
    return pulse.last();
  }

  /** When the control plane last answered; empty if it never has. */
  public Optional<Instant> lastSuccess() {
    return outcome.lastSuccess();
  }

  /** Why the last sync failed, for the operator; empty if it did not. */
  public Optional<String> lastFailure() {
    return outcome.failure();
  }

  private void run() {
    try {
      long known = 0;
      int failures = 0;
      while (!Thread.currentThread().isInterrupted()) {
        pulse.beat(SLOWEST_ROUND);
        // After a failure a plain question tells soonest that all is well again.
        Round round = sync(known, failures == 0 ? longPoll : Duration.ZERO);
        switch (round) {
          case Round.Synced synced -> {
            known = synced.revision();
            failures = 0;
            succeeded();
          }
          case Round.Failed failed -> {
            failures++;
            failed(failed.reason());
            sleeper.sleep(backoff.pause(failures, random));
          }
        }
      }
    } catch (InterruptedException _) {
      log.debug("the sync loop was interrupted; it ends");
    }
  }

  /** How one round went. */
  private sealed interface Round {
    record Synced(long revision) implements Round {}

    record Failed(String reason) implements Round {}
  }

  /** Whatever goes wrong in a round, the loop goes on: without it the agent would hear nothing. */
  private Round sync(long known, Duration wait) throws InterruptedException {
    try {
      SyncResponse response = controlPlane.sync(known, wait);
      if (response.getRevision() != known) {
        consumer.accept(DesiredState.read(response));
      }
      return new Round.Synced(response.getRevision());
    } catch (ConnectException e) {
      return new Round.Failed(e.reason());
    } catch (RuntimeException e) {
      log.error("the control plane's answer could not be taken up; it will be asked again", e);
      return new Round.Failed("the control plane's answer could not be taken up: " + e);
    }
  }

  private void succeeded() {
    if (outcome.failure().isPresent()) {
      log.info("sync with the control plane works again");
    }
    outcome = new Outcome(Optional.of(clock.instant()), Optional.empty());
  }

  private void failed(String reason) {
    if (outcome.failure().isEmpty()) {
      log.warn(
          "sync with the control plane fails, the agent goes on with what it knows: {}", reason);
    }
    outcome = new Outcome(outcome.lastSuccess(), Optional.of(reason));
  }
}
