package dev.prebuild.agent.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.agent.connect.ConnectCode;
import dev.prebuild.agent.connect.ConnectException;
import dev.prebuild.config.spec.DesiredState;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolStatus;
import dev.prebuild.config.wire.runner.v1.SyncResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The loop against a control plane that says what the test wants, one answer at a time. */
@Timeout(30)
class SyncLoopTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration LONG_POLL = Duration.ofSeconds(25);

  private final Scripted controlPlane = new Scripted();
  private final BlockingQueue<DesiredState> received = new LinkedBlockingQueue<>();
  private final BlockingQueue<Duration> pauses = new LinkedBlockingQueue<>();
  private SyncLoop loop = loop(received::add);

  @AfterEach
  void stop() throws InterruptedException {
    loop.stop();
  }

  @Test
  void handsOnEachNewStateAndAsksWithWhatItKnows() throws Exception {
    loop.start();

    assertThat(controlPlane.answer(5)).isEqualTo(new Asked(0, LONG_POLL));
    assertThat(received.take().revision()).isEqualTo(5);
    assertThat(controlPlane.answer(5)).isEqualTo(new Asked(5, LONG_POLL));
    assertThat(controlPlane.answer(6)).isEqualTo(new Asked(5, LONG_POLL));
    assertThat(received.take().revision()).as("the unchanged answer is not handed on").isEqualTo(6);
    controlPlane.asked.take();
    assertThat(loop.lastSuccess()).hasValue(NOW);
    assertThat(loop.lastFailure()).isEmpty();
  }

  @Test
  void goesOnAfterFailures() throws Exception {
    loop.start();
    controlPlane.answer(5);
    assertThat(received.take().revision()).isEqualTo(5);

    controlPlane.fail(new ConnectException(ConnectCode.UNAVAILABLE, "it is away"));
    assertThat(pauses.take()).isBetween(Duration.ofMillis(250), Duration.ofMillis(500));
    assertThat(controlPlane.asked.take()).isEqualTo(new Asked(5, Duration.ZERO));
    assertThat(loop.lastFailure()).hasValue("it is away");
    assertThat(loop.lastSuccess()).hasValue(NOW);
    controlPlane.answers.put(
        () -> {
          throw new IllegalStateException("a fault of ours");
        });
    assertThat(pauses.take()).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
    assertThat(controlPlane.answer(6)).isEqualTo(new Asked(5, Duration.ZERO));

    assertThat(received.take().revision()).isEqualTo(6);
    assertThat(controlPlane.asked.take()).isEqualTo(new Asked(6, LONG_POLL));
    assertThat(loop.lastFailure()).isEmpty();
  }

  @Test
  void bringsAStateAgainThatWasNotTaken() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    loop =
        loop(
            state -> {
              if (tries.getAndIncrement() == 0) {
                throw new IllegalStateException("not now");
              }
              received.add(state);
            });
    loop.start();

    controlPlane.answer(5);
    pauses.take();
    assertThat(controlPlane.answer(5)).isEqualTo(new Asked(0, Duration.ZERO));

    assertThat(received.take().revision()).isEqualTo(5);
  }

  @Test
  void stopsInTheMiddleOfALongPoll() throws Exception {
    loop.start();
    controlPlane.asked.take();

    loop.stop();

    assertThat(controlPlane.interrupted.take()).isTrue();
  }

  @Test
  void stopsBeforeItHasStarted() throws Exception {
    loop.stop();

    assertThat(loop.lastSuccess()).isEmpty();
  }

  private SyncLoop loop(Consumer<DesiredState> consumer) {
    return new SyncLoop(
        controlPlane,
        LONG_POLL,
        consumer,
        Backoff.standard(),
        () -> NOW,
        new Random(1),
        pauses::put);
  }

  private record Asked(long known, Duration longPoll) {}

  private interface Answer {
    SyncResponse give();
  }

  private static final class Scripted implements ControlPlane {
    private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
    private final BlockingQueue<Answer> answers = new SynchronousQueue<>();
    private final BlockingQueue<Boolean> interrupted = new LinkedBlockingQueue<>();

    /** Answers the next question, and tells what it was. */
    Asked answer(long revision) throws InterruptedException {
      Asked question = asked.take();
      answers.put(() -> SyncResponse.newBuilder().setRevision(revision).build());
      return question;
    }

    void fail(ConnectException failure) throws InterruptedException {
      asked.take();
      answers.put(
          () -> {
            throw failure;
          });
    }

    @Override
    public SyncResponse sync(long knownRevision, Duration wait) throws InterruptedException {
      asked.put(new Asked(knownRevision, wait));
      try {
        return answers.take().give();
      } catch (InterruptedException e) {
        interrupted.put(true);
        throw e;
      }
    }

    @Override
    public SyncResponse look() {
      throw new UnsupportedOperationException("the loop waits for news");
    }

    @Override
    public PrebuildStatus report(UUID prebuildId, PrebuildStatus status) {
      throw new UnsupportedOperationException("the loop reports nothing");
    }

    @Override
    public WarmPoolStatus report(UUID warmPoolId, WarmPoolStatus status) {
      throw new UnsupportedOperationException("the loop reports nothing");
    }
  }
}
