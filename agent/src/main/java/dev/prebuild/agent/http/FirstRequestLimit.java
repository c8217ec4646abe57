package dev.prebuild.agent.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes connections on which no request has come in whole within some seconds: whoever trickles
 * headers in, to keep a connection for ever, never runs into a limit on silence.
 */
public final class FirstRequestLimit implements Connection.Listener {
  /** Ample for any network that is of use. */
  public static final Duration STANDARD = Duration.ofSeconds(15);

  private final Scheduler scheduler;
  private final Duration limit;

  public FirstRequestLimit(Scheduler scheduler, Duration limit) {
    this.scheduler = scheduler;
    this.limit = limit;
  }

  @Override
  public void onOpened(Connection connection) {
    scheduler.schedule(() -> closeIfUnused(connection), limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Those that do not count requests, such as the securing one below, say -1. */
  private static void closeIfUnused(Connection connection) {
    if (connection.getMessagesIn() == 0) {
      // Half a request would otherwise be answered as a broken one.
      connection.getEndPoint().shutdownOutput();
      connection.close();
    }
  }

  @Override
  public void onClosed(Connection connection) {}
}
