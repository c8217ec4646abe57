package dev.prebuild.agent.controlplane.rules;

import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolStatus;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/** A pool's status: the sum of what its hosts report. */
public final class PoolSum {
  private static final int LONGEST_MESSAGE = 4_096;

  private PoolSum() {}

  /**
   * Sums up.
   *
   * @param hosts what each host with a share has reported, by name
   * @return the pool's status, under the version after the stored one if it is another
   */
  public static WarmPoolStatus of(WarmPool pool, Map<String, WarmPoolStatus> hosts) {
    WarmPoolStatus stored = pool.getStatus();
    WarmPoolStatus sum =
        WarmPoolStatus.newBuilder()
            .setPhase(phase(pool, hosts))
            .setFailureMessage(failure(pool, hosts))
            .setRunningInstances(sum(hosts, WarmPoolStatus::getRunningInstances))
            .setStoppedInstances(sum(hosts, WarmPoolStatus::getStoppedInstances))
            .setDesiredSize(sum(hosts, WarmPoolStatus::getDesiredSize))
            .setStatusVersion(stored.getStatusVersion())
            .build();
    return sum.equals(stored)
        ? stored
        : sum.toBuilder().setStatusVersion(stored.getStatusVersion() + 1).build();
  }

  private static WarmPoolPhase phase(WarmPool pool, Map<String, WarmPoolStatus> hosts) {
    if (PhaseRules.isLeaving(pool)) {
      return hosts.isEmpty()
          ? WarmPoolPhase.WARM_POOL_PHASE_DELETED
          : WarmPoolPhase.WARM_POOL_PHASE_DELETING;
    }
    if (pool.getSpec().getSnapshotId().isEmpty()) {
      return WarmPoolPhase.WARM_POOL_PHASE_PENDING;
    }
    if (hosts.isEmpty() || any(hosts, WarmPoolPhase.WARM_POOL_PHASE_DEGRADED)) {
      return WarmPoolPhase.WARM_POOL_PHASE_DEGRADED;
    }
    return any(hosts, WarmPoolPhase.WARM_POOL_PHASE_READY)
        ? WarmPoolPhase.WARM_POOL_PHASE_READY
        : WarmPoolPhase.WARM_POOL_PHASE_PENDING;
  }

  private static boolean any(Map<String, WarmPoolStatus> hosts, WarmPoolPhase phase) {
    return hosts.values().stream().anyMatch(status -> status.getPhase() == phase);
  }

  private static String failure(WarmPool pool, Map<String, WarmPoolStatus> hosts) {
    if (hosts.isEmpty()
        && !PhaseRules.isLeaving(pool)
        && !pool.getSpec().getSnapshotId().isEmpty()) {
      return "no host has room for it and its snapshot %s: the hosts that hold it are full, cordoned or silent"
          .formatted(pool.getSpec().getSnapshotId());
    }
    String message =
        hosts.entrySet().stream()
            .filter(entry -> !entry.getValue().getFailureMessage().isEmpty())
            .sorted(Map.Entry.comparingByKey())
            .map(entry -> entry.getKey() + ": " + entry.getValue().getFailureMessage())
            .collect(Collectors.joining("\n"));
    return cut(message);
  }

  /** Not within a character: half of one is stored as another, which would then be news forever. */
  private static String cut(String message) {
    if (message.length() <= LONGEST_MESSAGE) {
      return message;
    }
    boolean isWithin = Character.isHighSurrogate(message.charAt(LONGEST_MESSAGE - 1));
    return message.substring(0, isWithin ? LONGEST_MESSAGE - 1 : LONGEST_MESSAGE);
  }

  private static int sum(Map<String, WarmPoolStatus> hosts, ToIntFunction<WarmPoolStatus> count) {
    return hosts.values().stream().mapToInt(count).sum();
  }
}
