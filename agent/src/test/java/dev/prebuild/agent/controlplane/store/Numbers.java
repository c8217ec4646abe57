package dev.prebuild.agent.controlplane.store;

import java.util.List;

/** A table of tests' own, beside the real ones. */
record Numbers(Database database) {

  /** Makes the table. */
  static Numbers in(Database database) {
    database.write(handle -> handle.execute("create table number (value bigint primary key)"));
    return new Numbers(database);
  }

  /** Adds a number, durably once this returns. */
  void add(long value) {
    database.write(handle -> handle.execute("insert into number (value) values (?)", value));
  }

  List<Long> all() {
    return database.read(
        handle ->
            handle.createQuery("select value from number order by value").mapTo(Long.class).list());
  }
}
