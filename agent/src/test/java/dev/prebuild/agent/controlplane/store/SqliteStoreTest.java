package dev.prebuild.agent.controlplane.store;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

final class SqliteStoreTest extends StoreContract {
  @TempDir private Path folder;

  @Override
  Database openDatabase() {
    return Databases.open(Optional.empty(), folder);
  }
}
