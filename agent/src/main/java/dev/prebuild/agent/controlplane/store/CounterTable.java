package dev.prebuild.agent.controlplane.store;

import org.jdbi.v3.core.Handle;

/** Numbers that only go up. */
public record CounterTable(Handle handle) {

  /** The next sequence number for objects of a kind, from 1. */
  public long next(String name) {
    return raise(name, 0);
  }

  /** The revision of what is wanted of agents. */
  public long revision() {
    return handle
        .createQuery("select value from counter where name = 'revision'")
        .mapTo(Long.class)
        .one();
  }

  /** To be called when anything changes that an agent is told. */
  public void bumpRevision() {
    next("revision");
  }

  /** Raises a number by at least one, and at least to the floor; returns what it is then. */
  public long raise(String name, long floor) {
    return handle
        .createQuery(
            """
            update counter
            set value = case when value + 1 > :floor then value + 1 else :floor end
            where name = :name
            returning value""")
        .bind("floor", floor)
        .bind("name", name)
        .mapTo(Long.class)
        .one();
  }
}
