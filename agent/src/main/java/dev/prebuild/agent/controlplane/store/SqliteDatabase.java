package dev.prebuild.agent.controlplane.store;

import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * A SQLite database in one file. One connection writes and one reads, each used by one thread at a
 * time: SQLite has a single writer anyway, and a read takes microseconds. What was committed
 * survives a power cut.
 */
final class SqliteDatabase implements Database {
  private static final int BUSY_TIMEOUT_MILLIS = 10_000;

  private final Connection writer;
  private final Connection reader;

  private SqliteDatabase(Connection writer, Connection reader) {
    this.writer = writer;
    this.reader = reader;
  }

  /** A connection and the right to use it. */
  private record Connection(Handle handle, ReentrantLock lock) {
    <T> T inTransaction(Function<Handle, T> work) {
      lock.lock();
      try {
        return handle.inTransaction(work::apply);
      } finally {
        lock.unlock();
      }
    }

    void close() {
      lock.lock();
      try {
        handle.close();
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * Opens the database, making it and bringing its schema up to date as needed.
   *
   * @throws org.flywaydb.core.api.FlywayException if the file is no such database, or a newer
   *     program has written it
   */
  public static SqliteDatabase open(Path file) {
    // Immediate: a transaction that reads first and then writes must not find the file changed.
    SQLiteDataSource source = source(file, SQLiteConfig.TransactionMode.IMMEDIATE);
    Flyway.configure(SqliteDatabase.class.getClassLoader())
        .dataSource(source)
        .locations("classpath:dev/prebuild/agent/controlplane/migration")
        .load()
        .migrate();
    return new SqliteDatabase(
        connect(source), connect(source(file, SQLiteConfig.TransactionMode.DEFERRED)));
  }

  private static SQLiteDataSource source(Path file, SQLiteConfig.TransactionMode mode) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.enforceForeignKeys(true);
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    config.setTransactionMode(mode);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }

  private static Connection connect(SQLiteDataSource source) {
    Jdbi jdbi = Jdbi.create(source);
    jdbi.configure(SqlStatements.class, statements -> statements.setUnusedBindingAllowed(false));
    return new Connection(jdbi.open(), new ReentrantLock());
  }

  @Override
  public <T> T write(Function<Handle, T> work) {
    return writer.inTransaction(work);
  }

  @Override
  public <T> T read(Function<Handle, T> work) {
    return reader.inTransaction(work);
  }

  /** No other process uses the file. */
  @Override
  public void announce(Handle handle, String news) {}

  @Override
  public void listen(Listener listener) {}

  @Override
  public void close() {
    reader.close();
    writer.close();
  }
}
