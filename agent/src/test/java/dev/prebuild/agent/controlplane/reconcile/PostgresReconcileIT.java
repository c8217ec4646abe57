package dev.prebuild.agent.controlplane.reconcile;

import dev.prebuild.agent.controlplane.store.Database;
import dev.prebuild.agent.controlplane.store.Databases;
import dev.prebuild.agent.testkit.PostgresExtension;
import dev.prebuild.agent.testkit.TestPostgres;
import dev.prebuild.config.settings.DatabaseSettings;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
final class PostgresReconcileIT extends ReconcileContract {
  private final DatabaseSettings settings;

  PostgresReconcileIT(TestPostgres postgres) throws SQLException {
    settings = postgres.newDatabase();
  }

  @Override
  Database openDatabase() {
    return Databases.open(Optional.of(settings), Path.of("unused"));
  }
}
