package dev.prebuild.agent.engine;

import java.time.Duration;
import java.util.UUID;

/** Hears of snapshots on their way to and from the registry; for logs and metrics. */
public interface RegistryListener {

  /**
   * A snapshot is in the registry.
   *
   * @param sentBytes of the layers that were not there yet, before they were packed
   */
  void pushed(UUID snapshotId, long sentBytes, Duration took);

  /**
   * It is not there; it is tried again.
   *
   * @param cause what failed, on what, why, and what to do
   */
  void pushFailed(UUID snapshotId, String cause, Duration took);

  /** A snapshot has come from the registry. */
  void pulled(UUID snapshotId, Duration took);

  /** It has not. */
  void pullFailed(UUID snapshotId, String cause, Duration took);
}
