package dev.prebuild.agent.controlplane.store;

import org.jdbi.v3.core.Handle;

/** The tables, within one transaction. */
public record Transaction(Handle handle) {

  public PrebuildTable prebuilds() {
    return new PrebuildTable(handle, counters());
  }

  public WarmPoolTable warmPools() {
    return new WarmPoolTable(handle, counters());
  }

  public CounterTable counters() {
    return new CounterTable(handle);
  }
}
