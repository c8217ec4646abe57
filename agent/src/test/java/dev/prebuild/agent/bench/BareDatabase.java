package dev.prebuild.agent.bench;

import dev.prebuild.config.settings.DatabaseSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/** A database with one table and nobody else: the floor of whatever is to last. */
final class BareDatabase implements AutoCloseable {
  private final Connection connection;
  private final PreparedStatement insert;

  private BareDatabase(Connection connection, String bytes) throws SQLException {
    this.connection = connection;
    try (Statement statement = connection.createStatement()) {
      statement.execute("create table thing (id text primary key, message %s)".formatted(bytes));
    }
    this.insert = connection.prepareStatement("insert into thing (id, message) values (?, ?)");
  }

  /** In a file, as durable as the agent's own. */
  static BareDatabase inFile(Path file) throws SQLException {
    String url = "jdbc:sqlite:%s?journal_mode=WAL&synchronous=FULL".formatted(file);
    return new BareDatabase(DriverManager.getConnection(url), "blob");
  }

  /** On a server, as durable as that is. */
  static BareDatabase onServer(DatabaseSettings settings) throws IOException, SQLException {
    String password = Files.readString(settings.passwordFile().orElseThrow()).strip();
    return new BareDatabase(
        DriverManager.getConnection(settings.url(), settings.user().orElseThrow(), password),
        "bytea");
  }

  /** Adds a row, and returns when it is on the disk. */
  void insert(byte[] message) throws SQLException {
    insert.setString(1, UUID.randomUUID().toString());
    insert.setBytes(2, message);
    insert.executeUpdate();
  }

  /** How many transactions another database of the same PostgreSQL server has seen. */
  long transactionsOf(DatabaseSettings other) throws SQLException {
    String name = other.url().substring(other.url().lastIndexOf('/') + 1);
    try (PreparedStatement query =
        connection.prepareStatement(
            "select xact_commit + xact_rollback from pg_stat_database where datname = ?")) {
      query.setString(1, name);
      try (ResultSet rows = query.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
