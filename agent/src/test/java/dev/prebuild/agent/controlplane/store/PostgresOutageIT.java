package dev.prebuild.agent.controlplane.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.prebuild.agent.connect.ConnectException;
import dev.prebuild.agent.testkit.Eventually;
import dev.prebuild.agent.testkit.TestPostgres;
import dev.prebuild.agent.testkit.TestPostgres.Durability;
import dev.prebuild.config.settings.DatabaseSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that is stopped, restarted and killed, under a control plane that goes on. */
final class PostgresOutageIT {
  private static final int WRITERS = 4;
  private static final int KILLS = 3;
  private static final int WRITES_BETWEEN = 50;

  private final TestPostgres postgres;
  private final DatabaseSettings settings;
  private final Database database;
  private final Numbers numbers;

  PostgresOutageIT() throws Exception {
    postgres = TestPostgres.start(Durability.FULL);
    settings = postgres.newDatabase();
    database = Databases.open(Optional.of(settings), Path.of("unused"));
    numbers = Numbers.in(database);
  }

  @BeforeEach
  void use() {
    numbers.add(1);
    assertThat(numbers.all()).containsExactly(1L);
  }

  @AfterEach
  void close() {
    database.close();
    postgres.close();
  }

  @Test
  void aRestartBetweenTwoCallsIsNotNoticed() throws Exception {
    postgres.restart();
    numbers.add(2);
    postgres.kill();

    assertThat(numbers.all()).containsExactly(1L, 2L);
  }

  @Test
  void whileItIsAwayCallsAreRefusedAndThenServedAgain() throws Exception {
    postgres.stop();
    Refusal.isUnavailable(catchThrowable(() -> numbers.add(2)), settings.address());
    Refusal.isUnavailable(catchThrowable(numbers::all), settings.address());
    postgres.start();
    numbers.add(3);

    assertThat(numbers.all()).containsExactly(1L, 3L);
  }

  /** The first connection is a return as well: who listens looks first, then waits. */
  @Test
  void whoListensLooksAgainAfterEachReturn() throws Exception {
    Heard heard = new Heard(() -> numbers.all().toString());
    database.listen(heard);
    assertThat(heard.next()).isEqualTo("missed: [1]");

    postgres.restart();
    numbers.add(2);
    // It may come back before that, and then hears nothing of it: only its looking is told here.
    assertThat(heard.next()).startsWith("missed: [1");
    announce("news", 3);
    assertThat(heard.next()).isEqualTo("news: [1, 2, 3]");

    postgres.kill();
    assertThat(heard.next()).isEqualTo("missed: [1, 2, 3]");
  }

  private void announce(String news, long number) {
    database.write(
        handle -> {
          database.announce(handle, news);
          return handle.execute("insert into number (value) values (?)", number);
        });
  }

  /** Once a number is answered for, no crash of the server takes it away. */
  @Test
  void aKilledServerLosesNothingThatWasAnswered() throws Exception {
    AtomicLong next = new AtomicLong(100);
    Queue<Long> answered = new ConcurrentLinkedQueue<>();
    Queue<Throwable> refusals = new ConcurrentLinkedQueue<>();
    AtomicBoolean done = new AtomicBoolean();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writers = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        writers.add(executor.submit(() -> writeUntil(done, next, answered, refusals)));
      }
      try {
        for (int kill = 0; kill < KILLS; kill++) {
          int before = answered.size();
          Eventually.isTrue("writes go on", () -> answered.size() > before + WRITES_BETWEEN);
          postgres.kill();
        }
      } finally {
        done.set(true);
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    }
    assertThat(numbers.all()).containsAll(answered);
    assertThat(refusals).allSatisfy(e -> Refusal.isUnavailable(e, settings.address()));
  }

  private void writeUntil(
      AtomicBoolean done, AtomicLong next, Queue<Long> answered, Queue<Throwable> refusals) {
    while (!done.get()) {
      long number = next.incrementAndGet();
      try {
        numbers.add(number);
        answered.add(number);
      } catch (ConnectException e) {
        refusals.add(e);
      }
    }
  }
}
