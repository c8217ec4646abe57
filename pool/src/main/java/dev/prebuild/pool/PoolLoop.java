package dev.prebuild.pool;

import dev.prebuild.pool.plan.Operation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * One pool's loop: a virtual thread that takes messages one by one, asks the {@link PoolReactor}
 * and sees to the effects. Operations run on threads of their own and come back as messages.
 */
final class PoolLoop implements AutoCloseable {
  private static final Duration IDLE = Duration.ofDays(1);

  private final UUID poolId;
  private final PoolReactor reactor;
  private final OperationRunner runner;
  private final PoolListener listener;
  private final ClaimMemory memory;
  private final Clock clock;
  private final BlockingQueue<Message> inbox = new LinkedBlockingQueue<>();
  private final ThreadFactory operations;
  private final Thread thread;
  private Instant wakeAt;
  private volatile Optional<PoolFigures> figures = Optional.empty();
  private volatile OptionalLong busySince = OptionalLong.empty();

  PoolLoop(
      UUID poolId,
      PoolReactor reactor,
      OperationRunner runner,
      PoolListener listener,
      ClaimMemory memory,
      Clock clock) {
    this.poolId = poolId;
    this.reactor = reactor;
    this.runner = runner;
    this.listener = listener;
    this.memory = memory;
    this.clock = clock;
    this.wakeAt = clock.instant().plus(IDLE);
    this.operations = Thread.ofVirtual().name("pool-" + poolId + "-operation-", 0).factory();
    this.thread = Thread.ofVirtual().name("pool-" + poolId).unstarted(this::loop);
  }

  void start() {
    thread.start();
  }

  void tell(Message message) {
    inbox.add(message);
  }

  /** How the pool is; empty before its first report. */
  Optional<PoolFigures> figures() {
    return figures;
  }

  /**
   * {@link System#nanoTime} since when it has been at one message; empty while it waits for the
   * next. A loop that an error has ended stays at its last.
   */
  OptionalLong busySince() {
    return busySince;
  }

  /** Stops deciding. What is under way on the host ends by itself, and is adopted next time. */
  @Override
  public void close() {
    thread.interrupt();
  }

  private void loop() {
    try {
      while (true) {
        handle(next());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      listener.broken(poolId, e);
    }
  }

  private void handle(Message message) {
    long now = System.nanoTime();
    busySince = OptionalLong.of(now);
    for (Effect effect : reactor.handle(message, clock.instant(), now)) {
      carryOut(effect);
    }
    show(reactor.figures());
    busySince = OptionalLong.empty();
  }

  private void show(Optional<PoolFigures> now) {
    Optional<Integer> sizeBefore = figures.map(before -> before.target().size());
    figures = now;
    now.map(PoolFigures::target)
        .filter(target -> !sizeBefore.equals(Optional.of(target.size())))
        .ifPresent(target -> listener.resized(poolId, target));
  }

  private Message next() throws InterruptedException {
    // Rounded up: a tick before its time would find the pause not over.
    long pause = Duration.between(clock.instant(), wakeAt).plusMillis(1).toMillis();
    Message message = inbox.poll(Math.max(0, pause), TimeUnit.MILLISECONDS);
    if (message != null) {
      return message;
    }
    wakeAt = clock.instant().plus(IDLE);
    return new Message.Tick();
  }

  private void carryOut(Effect effect) {
    switch (effect) {
      case Effect.Run run -> {
        runner.announce(run.operation());
        operations.newThread(() -> operate(run.operation())).start();
      }
      case Effect.Answer answer -> answer.answer().accept(answer.result());
      case Effect.Report report -> listener.changed(poolId, report.status());
      case Effect.Keep keep ->
          operations.newThread(() -> memory.keep(poolId, keep.history())).start();
      case Effect.WakeAt wake -> wakeAt = wake.time();
    }
  }

  private void operate(Operation operation) {
    tell(new Message.Ended(operation, runner.run(poolId, operation)));
  }
}
