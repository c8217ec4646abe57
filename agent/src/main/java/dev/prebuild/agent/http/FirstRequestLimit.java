package dev.prebuild.agent.http;

import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes connections on which no request has come in whole within some seconds: whoever trickles
 * headers in, to keep a connection for ever, never runs into a limit on silence.
 */
public final class FirstRequestLimit implements Connection.Listener {
  private static final int LIMIT_SECONDS = 15;

  private final Scheduler scheduler;

  public FirstRequestLimit(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  @Override
  public void onOpened(Connection connection) {
    scheduler.schedule(() -> closeIfUnused(connection), LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  /** Those that do not count requests, such as the securing one below, say -1. */
  private static void closeIfUnused(Connection connection) {
    if (connection.getMessagesIn() == 0) {
      connection.close();
    }
  }

  @Override
  public void onClosed(Connection connection) {}
}
