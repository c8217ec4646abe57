package dev.prebuild.agent.controlplane.store;

import dev.prebuild.config.settings.DatabaseSettings;
import java.nio.file.Path;
import java.util.Optional;

/** Opens the database that the settings name. */
public final class Databases {
  private static final String FILE = "control-plane.db";

  private Databases() {}

  /**
   * Opens the database, bringing its schema up to date; an embedded one is made as needed.
   *
   * @param settings of a PostgreSQL database; {@code control-plane.db} in the state folder if empty
   * @param stateFolder must be there, and belong to this process alone
   * @throws IllegalStateException if the database cannot be used: it does not answer, refuses the
   *     user, or a newer program has written it
   * @throws java.io.UncheckedIOException if a file, of the database or of its password, cannot be
   *     used
   */
  public static Database open(Optional<DatabaseSettings> settings, Path stateFolder) {
    return settings
        .<Database>map(PostgresDatabase::open)
        .orElseGet(() -> SqliteDatabase.open(stateFolder.resolve(FILE)));
  }
}
