package dev.prebuild.agent.controlplane.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

  @Test
  void aFileThatIsNoDatabaseIsRefused(@TempDir Path other) throws Exception {
    Path file = other.resolve("control-plane.db");
    Files.writeString(file, "this is not a database, and long enough to be looked at as one");

    assertThatThrownBy(() -> Databases.open(Optional.empty(), other))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(file.toString());
  }
}
