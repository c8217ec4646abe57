package dev.prebuild.agent.controlplane.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prebuild.agent.testkit.PostgresExtension;
import dev.prebuild.agent.testkit.TestPostgres;
import dev.prebuild.config.settings.DatabaseSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two control planes, as two processes are, on one database. */
@ExtendWith(PostgresExtension.class)
final class PostgresDatabaseIT extends DatabaseContract {
  private final TestPostgres postgres;
  private final DatabaseSettings settings;

  PostgresDatabaseIT(TestPostgres postgres) throws SQLException {
    this.postgres = postgres;
    this.settings = postgres.newDatabase();
  }

  @Override
  List<Database> openDatabases() {
    return List.of(openOne(settings), openOne(settings));
  }

  private static Database openOne(DatabaseSettings settings) {
    return Databases.open(Optional.of(settings), Path.of("unused"));
  }

  @Test
  void thoseThatStartAtOnceMakeTheTablesOnce() throws Exception {
    DatabaseSettings fresh = postgres.newDatabase();
    List<Future<Database>> starts = new ArrayList<>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int process = 0; process < 4; process++) {
        starts.add(executor.submit(() -> openOne(fresh)));
      }
    }
    try (Database one = starts.getFirst().get()) {
      assertThat(versions(one)).isNotEmpty().doesNotHaveDuplicates();
    }
    for (Future<Database> start : starts) {
      start.get().close();
    }
  }

  private static List<String> versions(Database database) {
    return database.read(
        handle ->
            handle
                .createQuery("select version from flyway_schema_history where success")
                .mapTo(String.class)
                .list());
  }

  @Test
  void newsReachesTheOthersOnceItIsTrue() throws Exception {
    Numbers numbers = Numbers.in(databases().getLast());
    Heard heard = new Heard(() -> numbers.all().toString());
    databases().getLast().listen(heard);
    assertThat(heard.next()).isEqualTo("missed: []");

    announce("first", 1);
    assertThat(heard.next()).as("what was told can be seen").isEqualTo("first: [1]");
  }

  @Test
  void newsOfWhatFailedReachesNobody() throws Exception {
    Numbers.in(database());
    Heard heard = new Heard(() -> "heard");
    databases().getLast().listen(heard);
    assertThat(heard.next()).isEqualTo("missed: heard");

    announce("first", 1);
    assertThatThrownBy(() -> announce("twice", 1)).hasMessageContaining("number_pkey");
    announce("second", 2);

    assertThat(heard.next()).isEqualTo("first: heard");
    assertThat(heard.next()).isEqualTo("second: heard");
  }

  private void announce(String news, long number) {
    database()
        .write(
            handle -> {
              database().announce(handle, news);
              return handle.execute("insert into number (value) values (?)", number);
            });
  }

  @Test
  void aListenerThatFailsLooksAgain() throws Exception {
    CountDownLatch failures = new CountDownLatch(2);
    Heard heard =
        new Heard(
            () -> {
              failures.countDown();
              if (failures.getCount() > 0) {
                throw new IllegalStateException("could not look");
              }
              return "looked";
            });
    database().listen(heard);

    assertThat(heard.next()).isEqualTo("missed: looked");
  }

  /** Else one process that hangs would stop all. */
  @Test
  void aWriterThatStandsStillLosesItsTurn() throws Exception {
    Numbers numbers = Numbers.in(database());
    CountDownLatch standing = new CountDownLatch(1);
    CountDownLatch overtaken = new CountDownLatch(1);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> hanging =
          executor.submit(
              () ->
                  database()
                      .write(
                          handle -> {
                            handle.execute("insert into number (value) values (1)");
                            standing.countDown();
                            return awaited(overtaken);
                          }));
      standing.await();
      databases()
          .getLast()
          .write(handle -> handle.execute("insert into number (value) values (2)"));
      overtaken.countDown();
      assertThatThrownBy(hanging::get)
          .cause()
          .satisfies(e -> Refusal.isUnavailable(e, settings.address()));
    }
    assertThat(numbers.all()).containsExactly(2L);
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aCloseWaitsForWhatIsUnderWay() throws Exception {
    Numbers numbers = Numbers.in(database());
    Database closing = databases().getLast();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> write =
          executor.submit(
              () ->
                  closing.write(
                      handle -> {
                        begun.countDown();
                        awaited(go);
                        return handle.execute("insert into number (value) values (1)");
                      }));
      begun.await();
      Future<?> close = executor.submit(closing::close);
      go.countDown();
      assertThat(write.get()).isEqualTo(1);
      close.get();
    }
    assertThat(numbers.all()).containsExactly(1L);
  }

  @Test
  void aWrongPasswordIsSaidAndNotShown(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("password"), "open-sesame\n");
    assertThatThrownBy(
            () -> openOne(new DatabaseSettings(settings.url(), settings.user(), Optional.of(file))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("chmod 600");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    DatabaseSettings wrong =
        new DatabaseSettings(settings.url(), settings.user(), Optional.of(file));

    assertThatThrownBy(() -> openOne(wrong))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(settings.address())
        .hasMessageContaining("password authentication failed")
        .satisfies(e -> assertThat(e).asString().doesNotContain("open-sesame"));
  }

  @Test
  void aDatabaseThatIsNotThereIsNamed() {
    DatabaseSettings missing =
        new DatabaseSettings(
            settings.url().replaceFirst("[^/]+$", "nowhere"),
            settings.user(),
            settings.passwordFile());

    assertThatThrownBy(() -> openOne(missing))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("\"nowhere\" does not exist");
  }
}
