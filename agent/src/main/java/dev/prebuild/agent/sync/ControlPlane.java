package dev.prebuild.agent.sync;

import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolStatus;
import dev.prebuild.config.wire.runner.v1.SyncResponse;
import java.time.Duration;
import java.util.UUID;

/**
 * What an agent asks of its control plane. Every call may throw {@link
 * dev.prebuild.agent.connect.ConnectException}, whose code tells whether to try again later or to
 * look at the report.
 */
public interface ControlPlane {
  /**
   * Learns what is wanted of this host, which is also its sign of life.
   *
   * @param knownRevision of the answer that the agent holds; 0 for none
   * @param wait how long an unchanged answer may be held back; 0 to one minute
   */
  SyncResponse sync(long knownRevision, Duration wait) throws InterruptedException;

  /** Looks at what is wanted now; no sign of life, and nothing is waited for. */
  SyncResponse look() throws InterruptedException;

  /**
   * Tells what has become of a prebuild; a repeat of what was told does no harm.
   *
   * @param status with a greater status version than the control plane holds
   * @return what the control plane holds now
   */
  PrebuildStatus report(UUID prebuildId, PrebuildStatus status) throws InterruptedException;

  /** The same for a warm pool. */
  WarmPoolStatus report(UUID warmPoolId, WarmPoolStatus status) throws InterruptedException;
}
