package dev.prebuild.agent.controlplane;

import dev.prebuild.agent.testkit.PostgresExtension;
import dev.prebuild.agent.testkit.TestPostgres;
import dev.prebuild.config.settings.DatabaseSettings;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
final class PostgresConformanceIT extends ConformanceContract {
  private final TestPostgres postgres;

  PostgresConformanceIT(TestPostgres postgres) {
    this.postgres = postgres;
  }

  @Override
  Optional<DatabaseSettings> newDatabase() throws Exception {
    return Optional.of(postgres.newDatabase());
  }
}
