package dev.prebuild.agent.controlplane.store;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;

/** What the control plane knows, and the signal that what is wanted of agents has changed. */
public final class Store implements AutoCloseable {
  private final Database database;
  private final RevisionSignal signal;

  private Store(Database database, RevisionSignal signal) {
    this.database = database;
    this.signal = signal;
  }

  /**
   * Opens the store. The revision moves with each start, since the settings that go into an agent's
   * work may have changed; and it never falls behind the clock, so that a database put back from a
   * backup cannot repeat a revision that an agent remembers.
   */
  public static Store open(Database database, Instant now) {
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, now);
    long revision =
        database.write(handle -> new Transaction(handle).counters().raise("revision", micros));
    return new Store(database, new RevisionSignal(revision));
  }

  public static Store open(Path file, Instant now) {
    return open(SqliteDatabase.open(file), now);
  }

  public <T> T read(Function<Transaction, T> work) {
    return database.read(handle -> work.apply(new Transaction(handle)));
  }

  /**
   * Runs a transaction; agents are woken once it is committed and only if it moved the revision.
   */
  public <T> T write(Function<Transaction, T> work) {
    Written<T> written =
        database.write(
            handle -> {
              Transaction transaction = new Transaction(handle);
              return new Written<>(work.apply(transaction), transaction.counters().revision());
            });
    signal.publish(written.revision());
    return written.result();
  }

  private record Written<T>(T result, long revision) {}

  /**
   * Waits for a revision other than the known one; see {@link RevisionSignal#await}.
   *
   * @return false if the store closes
   */
  public boolean awaitRevision(long known, Duration wait) throws InterruptedException {
    return signal.await(known, wait);
  }

  /** Lets no new wait begin and ends those under way. */
  public void releaseWaiting() {
    signal.close();
  }

  @Override
  public void close() {
    releaseWaiting();
    database.close();
  }
}
