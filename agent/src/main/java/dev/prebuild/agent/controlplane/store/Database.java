package dev.prebuild.agent.controlplane.store;

import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * Where the tables are. There is one writer at a time, on every kind of database: whatever a
 * transaction has read is still so when it writes.
 */
public interface Database extends AutoCloseable {

  /** Runs a transaction that may change things; it is rolled back if the work throws. */
  <T> T write(Function<Handle, T> work);

  /** Runs a transaction that sees one state of the database, whatever is written meanwhile. */
  <T> T read(Function<Handle, T> work);

  /**
   * Tells other processes that share the database, once the transaction is committed.
   *
   * @param handle of a write transaction under way
   * @param news at most 1,000 characters
   */
  void announce(Handle handle, String news);

  /**
   * Hears what other processes announce. To be called once, before the first announcement counts.
   */
  void listen(Listener listener);

  /** Closes all connections; transactions under way are given their time. */
  @Override
  void close();

  /** Hears news, on a thread of the database. */
  interface Listener {
    /** Another process, or this one, has announced something. */
    void heard(String news);

    /** Announcements may have been missed; whatever they could have told is to be looked up. */
    void mayHaveMissed();
  }
}
