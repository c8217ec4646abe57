package dev.prebuild.agent.controlplane.store;

import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;

/** What the databases have in common: their tables, and how statements are made. */
final class Schema {
  private Schema() {}

  /**
   * Brings the tables up to date. Of several processes that do so at once, one does and the others
   * wait for it.
   *
   * @param name of the database, for people
   * @throws IllegalStateException if that cannot be done
   */
  static void migrate(DataSource source, String name) {
    try {
      Flyway.configure(Schema.class.getClassLoader())
          .dataSource(source)
          .locations("classpath:dev/prebuild/agent/controlplane/migration")
          // By default, migrations that only a newer program knows are passed over.
          .ignoreMigrationPatterns(new String[0])
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new IllegalStateException("%s is of no use as it is: %s".formatted(name, reason(e)), e);
    }
  }

  /** Below a ruled line it says the same again, as a table. */
  private static String reason(FlywayException failure) {
    return String.valueOf(failure.getMessage())
        .strip()
        .lines()
        .takeWhile(line -> !line.startsWith("---"))
        .collect(Collectors.joining("\n"));
  }

  /** A way to run statements, whose failures tell nothing of the values in them. */
  static Jdbi jdbi(DataSource source) {
    Jdbi jdbi = Jdbi.create(source);
    jdbi.configure(SqlStatements.class, statements -> statements.setUnusedBindingAllowed(false));
    jdbi.configure(
        StatementExceptions.class,
        exceptions -> exceptions.setMessageRendering(MessageRendering.NONE));
    return jdbi;
  }
}
