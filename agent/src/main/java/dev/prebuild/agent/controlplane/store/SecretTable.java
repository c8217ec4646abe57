package dev.prebuild.agent.controlplane.store;

import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** Keys that the control plane makes for itself, within one transaction. */
public record SecretTable(Handle handle) {

  /** The key of that name, made now if there is none. */
  public byte[] getOrMake(String name, Supplier<byte[]> maker) {
    return handle
        .createQuery("select value from secret where name = :name")
        .bind("name", name)
        .map((row, _) -> row.getBytes("value"))
        .findOne()
        .orElseGet(() -> add(name, maker.get()));
  }

  private byte[] add(String name, byte[] value) {
    handle
        .createUpdate("insert into secret (name, value) values (:name, :value)")
        .bind("name", name)
        .bind("value", value)
        .execute();
    return value;
  }
}
