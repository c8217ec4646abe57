package dev.prebuild.agent.logs;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Notes what a log's listener hears. */
public final class NotedFailures implements LogListener {
  public final List<String> all = new CopyOnWriteArrayList<>();
  public final AtomicLong kept = new AtomicLong();
  public final AtomicLong dropped = new AtomicLong();

  @Override
  public void kept(long bytes) {
    kept.addAndGet(bytes);
  }

  @Override
  public void dropped(long bytes) {
    dropped.addAndGet(bytes);
  }

  @Override
  public void failed(UUID prebuildId, String what, Exception cause) {
    all.add(what + ": " + cause);
  }
}
