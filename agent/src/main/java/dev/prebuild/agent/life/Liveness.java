package dev.prebuild.agent.life;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;

/** Judges by their signs of life whether loops move. */
public final class Liveness {
  private Liveness() {}

  /**
   * Why the daemon is not to be taken for alive; empty if all loops move.
   *
   * @param now {@link System#nanoTime}
   */
  public static Optional<String> failure(Collection<Sign> signs, long now) {
    String stuck =
        signs.stream()
            .filter(sign -> now - sign.nextDueAt() > 0)
            .map(sign -> describe(sign, now))
            .sorted()
            .collect(Collectors.joining("; "));
    return stuck.isEmpty() ? Optional.empty() : Optional.of(stuck);
  }

  private static String describe(Sign sign, long now) {
    return "%s stands still: its next sign of life was due %d s ago"
        .formatted(sign.loop(), Duration.ofNanos(now - sign.nextDueAt()).toSeconds());
  }
}
