package dev.prebuild.agent.controlplane;

import org.jdbi.v3.core.Handle;

/** The tables, within one transaction. */
record Transaction(Handle handle) {

  PrebuildTable prebuilds() {
    return new PrebuildTable(handle, counters());
  }

  WarmPoolTable warmPools() {
    return new WarmPoolTable(handle, counters());
  }

  CounterTable counters() {
    return new CounterTable(handle);
  }
}
