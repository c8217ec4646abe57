package dev.prebuild.agent.controlplane.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Hosts of runners, within one transaction. */
public record HostTable(Handle handle) {

  public Optional<Host> find(Host.Key key) {
    return handle
        .createQuery("select * from host where runner_id = :runner and name = :name")
        .bind("runner", key.runnerId().toString())
        .bind("name", key.name())
        .map((row, _) -> read(row))
        .findOne();
  }

  /** The hosts of a runner, by name. */
  public List<Host> of(UUID runnerId) {
    return handle
        .createQuery("select * from host where runner_id = :runner order by name")
        .bind("runner", runnerId.toString())
        .map((row, _) -> read(row))
        .list();
  }

  /** All hosts of all runners. */
  public List<Host> all() {
    return handle
        .createQuery("select * from host order by runner_id, name")
        .map((row, _) -> read(row))
        .list();
  }

  /** Adds a host, or replaces what was known of it. */
  public void put(Host host) {
    handle
        .createUpdate(
            """
            insert into host (
              runner_id, name, prebuild_capacity, instance_capacity, can_pull,
              cordoned, silent, heard_at, revision)
            values (
              :runner, :name, :prebuilds, :instances, :canPull,
              :cordoned, :silent, :heardAt, :revision)
            on conflict (runner_id, name) do update set
              prebuild_capacity = excluded.prebuild_capacity,
              instance_capacity = excluded.instance_capacity,
              can_pull = excluded.can_pull, cordoned = excluded.cordoned,
              silent = excluded.silent, heard_at = excluded.heard_at""")
        .bind("runner", host.key().runnerId().toString())
        .bind("name", host.key().name())
        .bind("prebuilds", host.capacity().prebuilds())
        .bind("instances", host.capacity().instances())
        .bind("canPull", host.capacity().canPull() ? 1 : 0)
        .bind("cordoned", host.isCordoned() ? 1 : 0)
        .bind("silent", host.isSilent() ? 1 : 0)
        .bind("heardAt", host.heardAt().toEpochMilli())
        .bind("revision", host.revision())
        .execute();
  }

  public void remove(Host.Key key) {
    handle
        .createUpdate("delete from host where runner_id = :runner and name = :name")
        .bind("runner", key.runnerId().toString())
        .bind("name", key.name())
        .execute();
  }

  /**
   * Raises a host's revision by at least one, and at least to the floor.
   *
   * @return what it is then; empty if there is no such host
   */
  Optional<Long> raiseRevision(Host.Key key, long floor) {
    return handle
        .createQuery(
            """
            update host
            set revision = case when revision + 1 > :floor then revision + 1 else :floor end
            where runner_id = :runner and name = :name
            returning revision""")
        .bind("floor", floor)
        .bind("runner", key.runnerId().toString())
        .bind("name", key.name())
        .mapTo(Long.class)
        .findOne();
  }

  private static Host read(ResultSet row) throws SQLException {
    return new Host(
        new Host.Key(UUID.fromString(row.getString("runner_id")), row.getString("name")),
        new Host.Capacity(
            row.getInt("prebuild_capacity"),
            row.getInt("instance_capacity"),
            row.getInt("can_pull") == 1),
        row.getInt("cordoned") == 1,
        row.getInt("silent") == 1,
        Instant.ofEpochMilli(row.getLong("heard_at")),
        row.getLong("revision"));
  }
}
