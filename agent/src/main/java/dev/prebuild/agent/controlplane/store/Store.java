package dev.prebuild.agent.controlplane.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;

/** What the control plane knows, and the signal that something is new for a host. */
public final class Store implements AutoCloseable {
  private final Database database;
  private final InstantSource clock;
  private final HostSignals signals = new HostSignals();

  private Store(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Opens the store over a database, which it closes in the end. */
  public static Store open(Database database, InstantSource clock) {
    Store store = new Store(database, clock);
    database.listen(store.new Ears());
    return store;
  }

  /** The time, by the clock of all transactions. */
  public Instant now() {
    return clock.instant();
  }

  public <T> T read(Function<Transaction, T> work) {
    return database.read(handle -> work.apply(new Transaction(handle, clock.instant())));
  }

  /** Runs a transaction; the hosts that it gives something new are woken once it is committed. */
  public <T> T write(Function<Transaction, T> work) {
    Written<T> written =
        database.write(
            handle -> {
              Transaction transaction = new Transaction(handle, clock.instant());
              T result = work.apply(transaction);
              Map<Host.Key, Long> woken = Map.copyOf(transaction.woken());
              woken.forEach(
                  (host, revision) ->
                      database.announce(handle, new HostNews(host, revision).text()));
              return new Written<>(result, woken);
            });
    written.woken().forEach(signals::publish);
    return written.result();
  }

  private record Written<T>(T result, Map<Host.Key, Long> woken) {}

  /**
   * Waits until a host's revision is another than the known one, or the wait has passed.
   *
   * @param current the host's revision as just read
   * @return false if the store closes
   */
  public boolean awaitNews(Host.Key host, long current, long known, Duration wait)
      throws InterruptedException {
    signals.publish(host, current);
    return signals.await(host, known, wait);
  }

  /** How many are waiting now. */
  public int waiting() {
    return signals.waiting();
  }

  /** Lets no new wait begin and ends those under way. */
  public void releaseWaiting() {
    signals.close();
  }

  @Override
  public void close() {
    releaseWaiting();
    database.close();
  }

  /** What other processes on the same database have done wakes the hosts that wait here. */
  private final class Ears implements Database.Listener {
    @Override
    public void heard(String news) {
      HostNews.parse(news).ifPresent(parsed -> signals.publish(parsed.host(), parsed.revision()));
    }

    @Override
    public void mayHaveMissed() {
      read(transaction -> transaction.hosts().all())
          .forEach(host -> signals.publish(host.key(), host.revision()));
    }
  }
}
