package dev.prebuild.agent.controlplane;

import dev.prebuild.agent.controlplane.store.Host;
import dev.prebuild.agent.controlplane.store.PrebuildTable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How a control plane stands.
 *
 * @param availableHosts that may be given something new
 * @param silentHosts whose lease has run out
 * @param waitingPrebuilds that no host has yet
 * @param longestWait age of the oldest of these; zero if there is none
 * @param waitingAgents whose long poll is open at this process
 */
public record Figures(
    long availableHosts,
    long cordonedHosts,
    long silentHosts,
    int waitingPrebuilds,
    Duration longestWait,
    int waitingAgents) {

  static Figures of(List<Host> hosts, PrebuildTable.Queue queue, int waitingAgents, Instant now) {
    return new Figures(
        hosts.stream().filter(Host::isAvailable).count(),
        hosts.stream().filter(host -> !host.isSilent() && host.isCordoned()).count(),
        hosts.stream().filter(Host::isSilent).count(),
        queue.length(),
        queue.oldest().map(oldest -> Duration.between(oldest, now)).orElse(Duration.ZERO),
        waitingAgents);
  }
}
