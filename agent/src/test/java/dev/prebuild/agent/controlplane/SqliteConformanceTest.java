package dev.prebuild.agent.controlplane;

import dev.prebuild.config.settings.DatabaseSettings;
import java.util.Optional;

final class SqliteConformanceTest extends ConformanceContract {
  @Override
  Optional<DatabaseSettings> newDatabase() {
    return Optional.empty();
  }
}
