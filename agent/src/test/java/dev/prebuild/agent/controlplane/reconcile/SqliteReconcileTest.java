package dev.prebuild.agent.controlplane.reconcile;

import dev.prebuild.agent.controlplane.store.Database;
import dev.prebuild.agent.controlplane.store.Databases;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

final class SqliteReconcileTest extends ReconcileContract {
  @TempDir private Path folder;

  @Override
  Database openDatabase() {
    return Databases.open(Optional.empty(), folder);
  }
}
