package dev.prebuild.agent.controlplane.store;

import dev.prebuild.agent.testkit.Eventually;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Keeps what it hears, in order.
 *
 * @param look what is looked up each time
 */
record Heard(Supplier<String> look, BlockingQueue<String> news) implements Database.Listener {

  Heard(Supplier<String> look) {
    this(look, new LinkedBlockingQueue<>());
  }

  @Override
  public void heard(String message) {
    news.add(message + ": " + look.get());
  }

  @Override
  public void mayHaveMissed() {
    heard("missed");
  }

  /** Waits for it. */
  String next() throws InterruptedException {
    String next = news.poll(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing was heard");
    }
    return next;
  }
}
