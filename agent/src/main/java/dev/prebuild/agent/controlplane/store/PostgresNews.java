package dev.prebuild.agent.controlplane.store;

import dev.prebuild.agent.controlplane.store.Database.Listener;
import io.github.resilience4j.core.IntervalFunction;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what is announced on a channel, on a connection and a thread of its own. The thread sleeps
 * in a read from the socket, so that nothing is asked of the database while there is no news.
 */
final class PostgresNews implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresNews.class);

  /** After so long a silence the connection is tried: a host that is gone does not say so. */
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private static final Duration ANSWER = Duration.ofSeconds(5);

  /** Between attempts to connect: doubled from 100 ms, and up to half as much more or less. */
  private static final IntervalFunction PAUSE =
      IntervalFunction.ofExponentialRandomBackoff(100, 2.0, 0.5);

  /** Whose pause, of 3.2 to 9.6 s, is the longest. */
  private static final int LAST_DOUBLED_FAILURE = 7;

  private final DataSource source;
  private final String channel;
  private final String address;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicReference<@Nullable Connection> connection = new AtomicReference<>();

  /**
   * @param channel an SQL identifier
   * @param address of the database, for messages
   */
  PostgresNews(DataSource source, String channel, String address) {
    this.source = source;
    this.channel = channel;
    this.address = address;
  }

  /** Begins to listen. */
  void listen(Listener listener) {
    Thread.ofVirtual().name("database-news").start(() -> run(listener));
  }

  private void run(Listener listener) {
    try {
      int failures = 0;
      do {
        failures = hear(listener, failures) ? 1 : Math.min(failures + 1, LAST_DOUBLED_FAILURE);
      } while (!closed.await(PAUSE.apply(failures), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Listens until the connection breaks. A listener that fails is served afresh like one whose
   * connection broke: it looks everything up again.
   *
   * @param failures to hear anything, one after the other until now
   * @return whether anything was heard
   */
  private boolean hear(Listener listener, int failures) {
    boolean connected = false;
    try (Connection opened = source.getConnection()) {
      connection.set(opened);
      subscribe(opened);
      listener.mayHaveMissed();
      connected = true;
      if (failures > 0) {
        LOG.info("news from other control planes comes in again");
      }
      while (!isClosed()) {
        next(opened, listener);
      }
    } catch (SQLException | RuntimeException e) {
      tell(e, connected || failures == 0);
    }
    return connected;
  }

  /** Once for each time that the database is away, however long that is. */
  private void tell(Exception failure, boolean isNew) {
    if (isClosed()) {
      return;
    }
    if (isNew) {
      LOG.warn(
          "news from other control planes is held up until the database at {} answers ({})",
          address,
          failure.getMessage());
    }
    LOG.debug("listening at {}", address, failure);
  }

  private void subscribe(Connection opened) throws SQLException {
    try (Statement statement = opened.createStatement()) {
      statement.execute("listen " + channel);
    }
  }

  private static void next(Connection opened, Listener listener) throws SQLException {
    PGNotification[] heard =
        opened.unwrap(PGConnection.class).getNotifications(Math.toIntExact(SILENCE.toMillis()));
    if (heard != null && heard.length > 0) {
      for (PGNotification notification : heard) {
        listener.heard(notification.getParameter());
      }
    } else if (!opened.isValid(Math.toIntExact(ANSWER.toSeconds()))) {
      throw new SQLException("no answer after a silence");
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  /** Ends the thread at once, also from within a read. */
  @Override
  public void close() {
    closed.countDown();
    Connection open = connection.get();
    if (open != null) {
      try {
        open.abort(Runnable::run);
      } catch (SQLException e) {
        LOG.debug("closing the connection to {}", address, e);
      }
    }
  }
}
