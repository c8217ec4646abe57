package dev.prebuild.agent.host;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A host's mode.
 *
 * @param since when it came into force; if it was never changed, when the agent started
 */
public record Stance(HostMode mode, Instant since) {
  public Stance {
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(since, "since");
  }

  /**
   * What is in force: the stricter of what was asked for and of a cordon in the settings.
   *
   * @param cordoned since when the settings cordon the host; empty if they do not
   */
  Stance with(Optional<Instant> cordoned) {
    return cordoned
        .filter(_ -> !mode.isCordoned())
        .map(begin -> new Stance(HostMode.CORDONED, begin))
        .orElse(this);
  }
}
