package dev.prebuild.agent.controlplane.store;

import org.jdbi.v3.core.Handle;

/** Numbers that only go up, within one transaction. */
record CounterTable(Handle handle) {

  /** The next sequence number for objects of a kind, from 1. */
  long next(String kind) {
    return handle
        .createQuery("update counter set value = value + 1 where name = :kind returning value")
        .bind("kind", kind)
        .mapTo(Long.class)
        .one();
  }
}
