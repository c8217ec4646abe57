package dev.prebuild.agent.controlplane.store;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The hosts' shares of pools, within one transaction. */
public record PoolShareTable(Handle handle) {

  /** The shares of all pools of a runner. */
  public List<PoolShare> of(UUID runnerId) {
    return handle
        .createQuery("select * from pool_share where runner_id = :runner order by pool_id, host")
        .bind("runner", runnerId.toString())
        .map((row, _) -> read(row))
        .list();
  }

  /** The shares of a pool, by host. */
  public List<PoolShare> ofPool(String poolId) {
    return handle
        .createQuery("select * from pool_share where pool_id = :pool order by host")
        .bind("pool", poolId)
        .map((row, _) -> read(row))
        .list();
  }

  /** All that a host has a share of. */
  public List<PoolShare> ofHost(Host.Key host) {
    return handle
        .createQuery(
            "select * from pool_share where runner_id = :runner and host = :host order by pool_id")
        .bind("runner", host.runnerId().toString())
        .bind("host", host.name())
        .map((row, _) -> read(row))
        .list();
  }

  /** Adds a share, or replaces it. */
  public void put(PoolShare share) {
    handle
        .createUpdate(
            """
            insert into pool_share (pool_id, runner_id, host, min_size, max_size, status)
            values (:pool, :runner, :host, :min, :max, :status)
            on conflict (pool_id, host) do update set
              min_size = excluded.min_size, max_size = excluded.max_size, status = excluded.status""")
        .bind("pool", share.poolId())
        .bind("runner", share.host().runnerId().toString())
        .bind("host", share.host().name())
        .bind("min", share.minSize())
        .bind("max", share.maxSize())
        .bind("status", share.status().toByteArray())
        .execute();
  }

  public void remove(PoolShare share) {
    handle
        .createUpdate("delete from pool_share where pool_id = :pool and host = :host")
        .bind("pool", share.poolId())
        .bind("host", share.host().name())
        .execute();
  }

  private static PoolShare read(ResultSet row) throws SQLException {
    try {
      return new PoolShare(
          row.getString("pool_id"),
          new Host.Key(UUID.fromString(row.getString("runner_id")), row.getString("host")),
          row.getInt("min_size"),
          row.getInt("max_size"),
          WarmPoolStatus.parseFrom(row.getBytes("status")));
    } catch (InvalidProtocolBufferException e) {
      throw new SQLException("a row holds a broken message: the database is damaged", e);
    }
  }
}
