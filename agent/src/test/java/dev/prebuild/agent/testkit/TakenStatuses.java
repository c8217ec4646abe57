package dev.prebuild.agent.testkit;

import dev.prebuild.config.wire.gitpod.v1.PrebuildPhase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * Every status that a control plane has taken of its prebuilds. Its database writes them down, by a
 * trigger, so that none is missed however short it lasts.
 */
public final class TakenStatuses {
  private static final int BUSY_LIMIT_MILLIS = 10_000;

  private final SQLiteDataSource database;

  private TakenStatuses(SQLiteDataSource database) {
    this.database = database;
  }

  /** Begins to write them down; the control plane must have been started once. */
  public static TakenStatuses watch(AgentSettings controlPlane) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_LIMIT_MILLIS);
    SQLiteDataSource database = new SQLiteDataSource(config);
    Path file = controlPlane.state().resolve("control-plane.db");
    database.setUrl("jdbc:sqlite:" + file);
    TakenStatuses statuses = new TakenStatuses(database);
    statuses.execute(
        "create table taken_status (prebuild_id text, status_version integer, phase integer)");
    statuses.execute(
        """
        create trigger take_status after update on prebuild
        when old.status_version <> new.status_version
        begin
          insert into taken_status values (new.id, new.status_version, new.phase);
        end""");
    return statuses;
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Phases of a prebuild, in the order in which they were taken. */
  public List<PrebuildPhase> phases(UUID prebuildId) throws SQLException {
    List<PrebuildPhase> phases = new ArrayList<>();
    try (Connection connection = database.getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                "select phase from taken_status where prebuild_id = ? order by status_version")) {
      statement.setString(1, prebuildId.toString());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          phases.add(Objects.requireNonNull(PrebuildPhase.forNumber(rows.getInt(1))));
        }
      }
    }
    return phases;
  }
}
