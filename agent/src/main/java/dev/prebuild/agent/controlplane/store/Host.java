package dev.prebuild.agent.controlplane.store;

import java.time.Instant;
import java.util.UUID;

/**
 * A host of a runner, as it was last heard of.
 *
 * @param capacity what it can take on
 * @param isSilent whether its lease has run out
 * @param revision names its desired state
 */
public record Host(
    Key key,
    Capacity capacity,
    boolean isCordoned,
    boolean isSilent,
    Instant heardAt,
    long revision) {

  /**
   * Which host.
   *
   * @param name its own among those of the runner
   */
  public record Key(UUID runnerId, String name) {}

  /**
   * What a host can take on.
   *
   * @param prebuilds at once
   * @param instances of all pools together
   * @param canPull whether it can fetch a snapshot that it does not hold
   */
  public record Capacity(int prebuilds, int instances, boolean canPull) {}

  public String name() {
    return key.name();
  }

  /** Whether it may be given something new. */
  public boolean isAvailable() {
    return !isCordoned && !isSilent;
  }
}
