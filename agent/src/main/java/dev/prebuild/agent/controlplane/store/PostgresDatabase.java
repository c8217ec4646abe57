package dev.prebuild.agent.controlplane.store;

import com.zaxxer.hikari.HikariDataSource;
import dev.prebuild.config.settings.DatabaseSettings;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL database, which several processes may share. A lock in the database makes their
 * writers take turns; a writer that stands still, or whose host is gone, loses it after some
 * seconds. While the database is away every call is refused as unavailable.
 */
final class PostgresDatabase implements Database {
  /** Of the writers' lock; any number, the same in every process. */
  private static final long WRITERS = 0x7072_6562_7569_6c64L;

  private static final String CHANNEL = "prebuild_agent";

  /** Later statements see all that was committed before the lock was got. */
  private static final String BEGIN_WRITE = "select pg_advisory_xact_lock(%d)".formatted(WRITERS);

  private static final String BEGIN_READ =
      "set transaction isolation level repeatable read, read only";

  private final HikariDataSource pool;
  private final Jdbi jdbi;
  private final PostgresFailures failures;
  private final PostgresNews news;

  /** Only one connection of this process is to wait for the lock: readers need the others. */
  private final Semaphore writer = new Semaphore(1, true);

  private final Semaphore connections = new Semaphore(PostgresSource.CONNECTIONS, true);

  private PostgresDatabase(PGSimpleDataSource source, String address) {
    this.pool = PostgresSource.pool(source);
    this.jdbi = Schema.jdbi(pool);
    this.failures = new PostgresFailures(address);
    this.news = new PostgresNews(source, CHANNEL, address);
  }

  /**
   * Opens the database, bringing its schema up to date.
   *
   * @throws IllegalStateException if the database does not answer, refuses the user, or was written
   *     by a newer program
   * @throws java.io.UncheckedIOException if the password file cannot be read
   */
  static PostgresDatabase open(DatabaseSettings settings) {
    PGSimpleDataSource source = PostgresSource.of(settings);
    Schema.migrate(source, "the database at " + settings.address());
    return new PostgresDatabase(source, settings.address());
  }

  @Override
  public <T> T write(Function<Handle, T> work) {
    return withPermit(writer, () -> inTransaction(BEGIN_WRITE, work));
  }

  @Override
  public <T> T read(Function<Handle, T> work) {
    return inTransaction(BEGIN_READ, work);
  }

  private interface Task<T> {
    T run();
  }

  private <T> T withPermit(Semaphore semaphore, Task<T> task) {
    try {
      if (!semaphore.tryAcquire(PostgresSource.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw failures.busy(null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failures.busy(e);
    }
    try {
      return task.run();
    } finally {
      semaphore.release();
    }
  }

  private <T> T inTransaction(String begin, Function<Handle, T> work) {
    return withPermit(
        connections,
        () -> {
          try (Handle handle = begin(begin)) {
            T result = run(handle, work);
            commit(handle);
            return result;
          }
        });
  }

  /**
   * A transaction that has begun. A connection of the pool may have died with the server that it
   * led to; nothing has happened on it, so another one is tried, once.
   */
  private Handle begin(String begin) {
    try {
      return beginOnce(begin);
    } catch (RuntimeException e) {
      if (!PostgresFailures.isOfConnection(e)) {
        throw failures.withoutChange(e);
      }
      pool.getHikariPoolMXBean().softEvictConnections();
    }
    try {
      return beginOnce(begin);
    } catch (RuntimeException e) {
      throw failures.withoutChange(e);
    }
  }

  private Handle beginOnce(String begin) {
    Handle handle = jdbi.open();
    try {
      handle.begin();
      handle.execute(begin);
      return handle;
    } catch (RuntimeException e) {
      abandon(handle, e);
      handle.close();
      throw e;
    }
  }

  private <T> T run(Handle handle, Function<Handle, T> work) {
    try {
      return work.apply(handle);
    } catch (RuntimeException e) {
      abandon(handle, e);
      throw failures.withoutChange(e);
    } catch (Error e) {
      abandon(handle, e);
      throw e;
    }
  }

  /**
   * Not tried again: when the connection breaks here the change may have been made all the same,
   * and to make it twice is worse than to leave it to the caller, who can look.
   */
  private void commit(Handle handle) {
    try {
      handle.commit();
    } catch (RuntimeException e) {
      abandon(handle, e);
      throw failures.ofCommit(e);
    }
  }

  /** A rollback that fails leaves it to the server, which rolls back what has no connection. */
  private static void abandon(Handle handle, Throwable failure) {
    try {
      if (handle.isInTransaction()) {
        handle.rollback();
      }
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public void announce(Handle handle, String message) {
    handle
        .createQuery("select pg_notify(:channel, :message)")
        .bind("channel", CHANNEL)
        .bind("message", message)
        .mapTo(String.class)
        .one();
  }

  @Override
  public void listen(Listener listener) {
    news.listen(listener);
  }

  @Override
  public void close() {
    news.close();
    boolean idle = awaitTransactions();
    pool.close();
    if (idle) {
      connections.release(PostgresSource.CONNECTIONS);
    }
  }

  /** The pool itself would cut off what is under way. */
  private boolean awaitTransactions() {
    try {
      return connections.tryAcquire(
          PostgresSource.CONNECTIONS, PostgresSource.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
