package dev.prebuild.agent.http;

import dev.prebuild.agent.host.HostMode;
import dev.prebuild.pool.claim.ClaimRequest;
import dev.prebuild.pool.claim.ClaimResult;
import java.time.Duration;
import java.util.UUID;

/** Hears of what clients have brought about. Called from many threads. */
public interface RequestListener {

  /**
   * A claim has been answered.
   *
   * @param elapsed since it arrived
   */
  void claimed(Requester by, ClaimRequest request, ClaimResult result, Duration elapsed);

  /** An environment was removed because somebody asked for it. */
  void removed(Requester by, UUID environmentId);

  /** The host's mode was asked for. */
  void modeAsked(Requester by, HostMode mode);
}
