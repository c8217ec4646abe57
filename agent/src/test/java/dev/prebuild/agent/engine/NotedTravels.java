package dev.prebuild.agent.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Keeps what is told of snapshots on their way. */
final class NotedTravels implements RegistryListener {
  private final List<UUID> pushed = new ArrayList<>();
  private final List<UUID> pulled = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private long sentBytes;

  @Override
  public synchronized void pushed(UUID snapshotId, long bytes, Duration took) {
    pushed.add(snapshotId);
    sentBytes = bytes;
  }

  @Override
  public synchronized void pushFailed(UUID snapshotId, String cause, Duration took) {
    failures.add(cause);
  }

  @Override
  public synchronized void pulled(UUID snapshotId, Duration took) {
    pulled.add(snapshotId);
  }

  @Override
  public synchronized void pullFailed(UUID snapshotId, String cause, Duration took) {
    failures.add(cause);
  }

  synchronized List<UUID> pushed() {
    return List.copyOf(pushed);
  }

  synchronized List<UUID> pulled() {
    return List.copyOf(pulled);
  }

  /** In words. */
  synchronized List<String> failures() {
    return List.copyOf(failures);
  }

  /** Of the last push. */
  synchronized long sentBytes() {
    return sentBytes;
  }
}
