package dev.prebuild.agent.controlplane;

import dev.prebuild.config.settings.DatabaseSettings;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

/** What the control plane promises over HTTP, whatever database it has. */
abstract class ConformanceContract {

  /** A database that nothing is in; a file if empty. */
  abstract Optional<DatabaseSettings> newDatabase() throws Exception;

  @Nested
  final class Requests extends RequestsContract {
    @Override
    Optional<DatabaseSettings> database() throws Exception {
      return newDatabase();
    }
  }

  @Nested
  final class PrebuildLife extends PrebuildLifeContract {
    @Override
    Optional<DatabaseSettings> database() throws Exception {
      return newDatabase();
    }
  }

  @Nested
  final class PoolLife extends PoolLifeContract {
    @Override
    Optional<DatabaseSettings> database() throws Exception {
      return newDatabase();
    }
  }

  @Nested
  final class Walks extends WalksContract {
    @Override
    Optional<DatabaseSettings> database() throws Exception {
      return newDatabase();
    }
  }

  @Nested
  final class Versions extends VersionsContract {
    @Override
    Optional<DatabaseSettings> database() throws Exception {
      return newDatabase();
    }
  }
}
