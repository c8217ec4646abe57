package dev.prebuild.agent.controlplane.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prebuild.agent.connect.ConnectCode;
import dev.prebuild.agent.connect.ConnectException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SqliteDatabaseTest extends DatabaseContract {
  @TempDir private Path folder;

  @Override
  List<Database> openDatabases() {
    return List.of(openFile());
  }

  private Database openFile() {
    return Databases.open(Optional.empty(), folder);
  }

  @Test
  void whatIsAnsweredSurvivesAPowerCut() {
    assertThat(pragma("journal_mode")).isEqualTo("wal");
    assertThat(pragma("synchronous")).as("FULL").isEqualTo("2");
    assertThat(pragma("foreign_keys")).isEqualTo("1");
    assertThat(pragma("busy_timeout")).isEqualTo("10000");
  }

  private String pragma(String name) {
    return database()
        .write(handle -> handle.createQuery("pragma " + name).mapTo(String.class).one());
  }

  @ParameterizedTest
  @ValueSource(strings = {"control-plane.db", "control-plane.db-wal", "control-plane.db-shm"})
  void theFilesAreTheirOwnersAlone(String name) throws IOException {
    Numbers.in(database()).add(1);

    assertThat(mode(name)).isEqualTo("rw-------");
  }

  /** As an earlier version, or a backup put back, may have left it. */
  @ParameterizedTest
  @ValueSource(strings = {"control-plane.db", "control-plane.db-wal", "control-plane.db-shm"})
  void filesThatAreOpenToOthersAreClosed(String name) throws IOException {
    Numbers.in(database()).add(1);
    Files.setPosixFilePermissions(
        folder.resolve(name), PosixFilePermissions.fromString("rw-r--r--"));

    openFile().close();

    assertThat(mode(name)).isEqualTo("rw-------");
  }

  private String mode(String name) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name)));
  }

  /** The database's own limit of pages fails as a disk without room does, and can be lifted. */
  @Test
  void aFullDiskIsSaidAndWritingGoesOnOnceThereIsRoom() {
    long pages = Long.parseLong(pragma("page_count"));
    pragma("max_page_count = " + pages);

    assertThatThrownBy(this::fill)
        .isInstanceOfSatisfying(
            ConnectException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ConnectCode.UNAVAILABLE);
              assertThat(e.reason())
                  .contains("is full", folder.resolve("control-plane.db").toString());
            });
    assertThat(notes()).isZero();
    pragma("max_page_count = 1000000");

    fill();

    assertThat(notes()).isEqualTo(1);
  }

  private void fill() {
    database()
        .write(
            handle ->
                handle.execute(
                    "insert into secret (name, value) values ('large', zeroblob(1000000))"));
  }

  private int notes() {
    return database()
        .read(
            handle -> handle.createQuery("select count(*) from secret").mapTo(Integer.class).one());
  }

  @Test
  void aFileThatIsNoDatabaseIsRefused(@TempDir Path other) throws Exception {
    Path file = other.resolve("control-plane.db");
    Files.writeString(file, "this is not a database, and long enough to be looked at as one");

    assertThatThrownBy(() -> Databases.open(Optional.empty(), other))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(file.toString());
  }
}
