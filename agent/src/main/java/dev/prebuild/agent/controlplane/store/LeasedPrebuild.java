package dev.prebuild.agent.controlplane.store;

import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import java.util.Optional;
import java.util.UUID;

/**
 * A prebuild and who sees to it.
 *
 * @param host name of the runner's host that it is leased to; it keeps a finished one's snapshot
 */
public record LeasedPrebuild(Prebuild prebuild, UUID runnerId, Optional<String> host) {

  public LeasedPrebuild with(Prebuild changed) {
    return new LeasedPrebuild(changed, runnerId, host);
  }

  public LeasedPrebuild leasedTo(Optional<String> other) {
    return new LeasedPrebuild(prebuild, runnerId, other);
  }

  /** The host that it is leased to. */
  public Optional<Host.Key> hostKey() {
    return host.map(name -> new Host.Key(runnerId, name));
  }
}
