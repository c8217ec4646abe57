package dev.prebuild.agent.controlplane.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every database does. */
abstract class DatabaseContract {
  private static final int THREADS = 8;
  private static final int ROUNDS = 25;

  private List<Database> databases = List.of();

  /** Opens the database of this test, as each of the processes that share it does. */
  abstract List<Database> openDatabases();

  @BeforeEach
  void open() {
    databases = openDatabases();
  }

  @AfterEach
  void close() {
    databases.forEach(Database::close);
  }

  final List<Database> databases() {
    return databases;
  }

  final Database database() {
    return databases.getFirst();
  }

  /** Had two writers read the same number, one raise would be lost. */
  @Test
  void oneWritesAtATime() throws Exception {
    Numbers numbers = Numbers.in(database());
    numbers.add(0);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writers = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        Database database = databases.get(thread % databases.size());
        writers.add(executor.submit(() -> raiseOften(database)));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    }
    assertThat(numbers.all()).containsExactly((long) THREADS * ROUNDS);
  }

  private static void raiseOften(Database database) {
    for (int round = 0; round < ROUNDS; round++) {
      database.write(
          handle -> handle.execute("update number set value = ?", theNumber(handle) + 1));
    }
  }

  private static long theNumber(Handle handle) {
    return handle.createQuery("select value from number").mapTo(Long.class).one();
  }

  @Test
  void aReadSeesOneState() {
    Numbers numbers = Numbers.in(database());
    numbers.add(1);
    List<Long> seen =
        database()
            .read(
                handle -> {
                  long before = theNumber(handle);
                  databases
                      .getLast()
                      .write(other -> other.execute("update number set value = value + 1"));
                  return List.of(before, theNumber(handle));
                });

    assertThat(seen).containsExactly(1L, 1L);
    assertThat(numbers.all()).containsExactly(2L);
  }

  @Test
  void aWriteThatFailsLeavesNothingAndPassesItsFailureOn() {
    Numbers numbers = Numbers.in(database());
    IllegalStateException failure = new IllegalStateException("of the work itself");

    assertThatThrownBy(
            () ->
                database()
                    .write(
                        handle -> {
                          handle.execute("insert into number (value) values (1)");
                          throw failure;
                        }))
        .isSameAs(failure);

    assertThat(numbers.all()).isEmpty();
    numbers.add(2);
    assertThat(numbers.all()).containsExactly(2L);
  }

  /** It may mean by its tables what this one does not know. */
  @Test
  void whatANewerProgramHasWrittenIsRefused() {
    database()
        .write(
            handle ->
                handle.execute(
                    """
                    insert into flyway_schema_history (
                      installed_rank, version, description, type, script, checksum,
                      installed_by, execution_time, success)
                    select 999, '999', 'of the future', type, 'V999__future.sql', 1,
                      installed_by, execution_time, success
                    from flyway_schema_history where version = '1'"""));

    assertThatThrownBy(this::openDatabases)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("999");
  }

  /** What is written may be a secret. */
  @Test
  void aFailureTellsNoValues() {
    Numbers numbers = Numbers.in(database());
    numbers.add(4_711_000_815L);

    assertThatThrownBy(() -> numbers.add(4_711_000_815L))
        .satisfies(e -> assertThat(e).hasStackTraceContaining("number"))
        .satisfies(
            e -> {
              for (Throwable at = e; at != null; at = at.getCause()) {
                assertThat(at.toString()).doesNotContain("4711000815");
              }
            });
  }
}
