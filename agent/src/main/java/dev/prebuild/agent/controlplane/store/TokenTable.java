package dev.prebuild.agent.controlplane.store;

import java.util.List;
import org.jdbi.v3.core.Handle;

/** Bearer tokens by their hashes, within one transaction. */
public record TokenTable(Handle handle) {

  /**
   * A token that was made.
   *
   * @param hash SHA-256 of it, in hexadecimal
   */
  public record Row(String hash, String name) {}

  public List<Row> all() {
    return handle
        .createQuery("select hash, name from token order by name, hash")
        .map((row, _) -> new Row(row.getString("hash"), row.getString("name")))
        .list();
  }

  /** Adds a token; one that is known stays whose it is. */
  public void add(Row row) {
    handle
        .createUpdate("insert into token (hash, name) values (:hash, :name) on conflict do nothing")
        .bind("hash", row.hash())
        .bind("name", row.name())
        .execute();
  }

  public void removeAll(String name) {
    handle.createUpdate("delete from token where name = :name").bind("name", name).execute();
  }
}
