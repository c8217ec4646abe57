package dev.prebuild.agent.controlplane.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * A SQLite database in one file. One connection writes and one reads, each used by one thread at a
 * time: SQLite has a single writer anyway, and a read takes microseconds. What was committed
 * survives a power cut.
 */
final class SqliteDatabase implements Database {
  private static final int BUSY_TIMEOUT_MILLIS = 10_000;

  /** The database, what is not yet in it, and the index of that. */
  private static final List<String> FILES = List.of("", "-wal", "-shm");

  private static final Set<PosixFilePermission> OWNER_ALONE =
      PosixFilePermissions.fromString("rw-------");

  private final Connection writer;
  private final Connection reader;

  private SqliteDatabase(Connection writer, Connection reader) {
    this.writer = writer;
    this.reader = reader;
  }

  /** A connection and the right to use it. */
  private record Connection(Handle handle, ReentrantLock lock, SqliteFailures failures) {
    <T> T inTransaction(Function<Handle, T> work) {
      lock.lock();
      try {
        return handle.inTransaction(work::apply);
      } catch (JdbiException e) {
        throw failures.said(e);
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
   * @throws IllegalStateException if the file is no such database, or a newer program has written
   *     it
   * @throws UncheckedIOException if the file cannot be made
   */
  static SqliteDatabase open(Path file) {
    // Immediate: a transaction that reads first and then writes must not find the file changed.
    SQLiteDataSource source = source(file, SQLiteConfig.TransactionMode.IMMEDIATE);
    keepPrivate(file);
    Schema.migrate(source, "the database " + file);
    SqliteFailures failures = new SqliteFailures(file);
    return new SqliteDatabase(
        connect(source, failures),
        connect(source(file, SQLiteConfig.TransactionMode.DEFERRED), failures));
  }

  /**
   * Makes the file and those beside it readable by their owner alone, since there are secrets in
   * them. SQLite gives a file that it makes later the mode of the first one.
   */
  private static void keepPrivate(Path file) {
    try {
      if (Files.notExists(file)) {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ALONE));
      }
      for (String suffix : FILES) {
        keepFilePrivate(file.resolveSibling(file.getFileName() + suffix));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "database file %s cannot be made or closed to others".formatted(file), e);
    }
  }

  private static void keepFilePrivate(Path file) throws IOException {
    if (Files.exists(file) && !Files.getPosixFilePermissions(file).equals(OWNER_ALONE)) {
      Files.setPosixFilePermissions(file, OWNER_ALONE);
      LoggerFactory.getLogger(SqliteDatabase.class)
          .warn("database file {} was not readable by its owner alone; now it is", file);
    }
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

  private static Connection connect(SQLiteDataSource source, SqliteFailures failures) {
    return new Connection(Schema.jdbi(source).open(), new ReentrantLock(), failures);
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
