package dev.prebuild.agent.controlplane.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.prebuild.agent.files.PrivateFile;
import dev.prebuild.config.settings.DatabaseSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/** Connections to a PostgreSQL database, single and in a pool. */
final class PostgresSource {
  /** One for the writer, the others for readers. */
  static final int CONNECTIONS = 8;

  private static final int IDLE_CONNECTIONS = 2;

  /** How long a transaction waits for its turn. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /**
   * How long the server lets a transaction stand still that has begun. Below {@link #PATIENCE}, so
   * that a writer that hangs, or whose host is gone, costs the next one a wait and no failure.
   */
  private static final Duration STANDSTILL = Duration.ofSeconds(5);

  /** Above {@link #PATIENCE}, so that a wait for a lock ends as what it is. */
  private static final Duration STATEMENT = Duration.ofSeconds(20);

  /** Above {@link #STATEMENT}: what the server ends need not be guessed at. */
  private static final Duration ANSWER = Duration.ofSeconds(30);

  /**
   * How long a transaction that has its turn waits for a connection. Above the pause of up to 5 s
   * that the pool makes between attempts, so that no call is refused once the database is back; and
   * a restart that takes no longer is not noticed.
   */
  private static final Duration CONNECTION = Duration.ofSeconds(7);

  private static final Duration CONNECT = Duration.ofSeconds(5);

  private PostgresSource() {}

  /**
   * Single connections.
   *
   * @throws UncheckedIOException if the password file cannot be read
   */
  static PGSimpleDataSource of(DatabaseSettings settings) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(withDefaults(settings.url()));
    settings.user().ifPresent(source::setUser);
    settings.passwordFile().map(PostgresSource::password).ifPresent(source::setPassword);
    return source;
  }

  /**
   * Of two parameters with one name the last one counts, so the operator's own go behind. Details
   * of errors are left out, since they hold the rows that broke a rule.
   */
  private static String withDefaults(String url) {
    String defaults =
        "?ApplicationName=prebuild-agent&connectTimeout=%d&socketTimeout=%d&tcpKeepAlive=true&logServerErrorDetail=false"
            .formatted(CONNECT.toSeconds(), ANSWER.toSeconds());
    int query = url.indexOf('?');
    return query < 0
        ? url + defaults
        : url.substring(0, query) + defaults + '&' + url.substring(query + 1);
  }

  private static String password(Path file) {
    try {
      PrivateFile.require(file);
      return Files.readString(file).strip();
    } catch (PrivateFile.OpenToOthersException e) {
      throw new IllegalStateException(e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "password file %s of the database cannot be read".formatted(file), e);
    }
  }

  /** A pool, which makes its connections when they are needed. */
  static HikariDataSource pool(PGSimpleDataSource source) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("control-plane");
    config.setDataSource(source);
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(IDLE_CONNECTIONS);
    config.setConnectionTimeout(CONNECTION.toMillis());
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    config.setConnectionInitSql(
        """
        set lock_timeout = %d;
        set statement_timeout = %d;
        set idle_in_transaction_session_timeout = %d"""
            .formatted(PATIENCE.toMillis(), STATEMENT.toMillis(), STANDSTILL.toMillis()));
    return new HikariDataSource(config);
  }
}
