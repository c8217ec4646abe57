package dev.prebuild.agent.bench;

import dev.prebuild.agent.testkit.Eventually;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The agents of all hosts of a runner, each in a long poll on a connection of its own: they hear
 * what is wanted of them, and do nothing about it.
 */
final class Crowd implements AutoCloseable {
  private static final Pattern REVISION = Pattern.compile("\"revision\": *\"(\\d+)\"");
  private static final int WAIT_SECONDS = 60;
  private static final int LONGEST_SECONDS = 10;

  private final StockedAgent agent;
  private final String authorization;
  private final List<BareHttp> connections = new ArrayList<>();
  private final AtomicInteger polling = new AtomicInteger();
  private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
  private final Queue<IOException> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean isClosed;

  /**
   * An answer with something new.
   *
   * @param nanos when it had come in
   */
  record Heard(String answer, long nanos) {}

  private Crowd(StockedAgent agent, String authorization) {
    this.agent = agent;
    this.authorization = authorization;
  }

  /** Returns when all of them are waiting. */
  static Crowd gather(StockedAgent agent) throws Exception {
    Crowd crowd = new Crowd(agent, agent.authorization(Stock.RUNNER_TOKEN));
    try {
      for (int number = 0; number < Stock.HOSTS; number++) {
        crowd.add(number);
      }
      Eventually.isTrue("all hosts wait", crowd::isComplete);
    } catch (Exception | AssertionError e) {
      crowd.close();
      throw e;
    }
    return crowd;
  }

  private void add(int number) throws IOException {
    BareHttp connection = agent.connect();
    connections.add(connection);
    Thread.ofVirtual().start(() -> poll(connection, number));
  }

  private boolean isComplete() throws IOException {
    check();
    return polling.get() == Stock.HOSTS;
  }

  private void poll(BareHttp connection, int number) {
    String state = agent.stock().state(number);
    try {
      long known = sync(connection, number, state, 0).revision();
      polling.incrementAndGet();
      while (true) {
        Synced next = sync(connection, number, state, known);
        if (next.revision() != known) {
          heard.add(next.heard());
        }
        known = next.revision();
      }
    } catch (IOException e) {
      if (!isClosed) {
        failures.add(e);
      }
    }
  }

  private record Synced(long revision, Heard heard) {}

  private Synced sync(BareHttp connection, int number, String state, long known)
      throws IOException {
    String body =
        "{\"runnerId\": \"%s\", \"host\": \"%s\", \"knownRevision\": \"%d\", \"wait\": \"%ds\", \"state\": %s}"
            .formatted(agent.stock().runner(), Stock.host(number), known, WAIT_SECONDS, state);
    String answer =
        connection.call("POST", "/prebuildagent.v1.RunnerService/Sync", authorization, body);
    long nanos = System.nanoTime();
    Matcher revision = REVISION.matcher(answer);
    if (!revision.find()) {
      throw new IOException("no revision in " + answer);
    }
    return new Synced(Long.parseLong(revision.group(1)), new Heard(answer, nanos));
  }

  /**
   * Waits until somebody hears something new that names this.
   *
   * @return when that was
   */
  long awaitNews(String id) throws Exception {
    while (true) {
      check();
      Heard next = heard.poll(LONGEST_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new IOException("nobody has heard of " + id);
      }
      if (next.answer().contains(id)) {
        return next.nanos();
      }
    }
  }

  /** How many have heard something new since the last news was taken. */
  int takeOthers() throws IOException {
    check();
    List<Heard> others = new ArrayList<>();
    return heard.drainTo(others);
  }

  /** A poll that was not answered as it should is not waited for in vain. */
  private void check() throws IOException {
    IOException failure = failures.peek();
    if (failure != null) {
      throw new IOException("%d long polls have failed".formatted(failures.size()), failure);
    }
  }

  @Override
  public void close() throws IOException {
    isClosed = true;
    for (BareHttp connection : connections) {
      connection.close();
    }
  }
}
