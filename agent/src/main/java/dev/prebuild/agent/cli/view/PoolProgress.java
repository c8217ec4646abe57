package dev.prebuild.agent.cli.view;

import dev.prebuild.agent.cli.output.Bars;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolStatus;
import java.time.Duration;

/** What is told of a pool while it fills up. */
public final class PoolProgress {
  private PoolProgress() {}

  /** How it is, in one line. */
  public static String line(WarmPool pool) {
    WarmPoolStatus status = pool.getStatus();
    return "%s   %d running, %d stopped   %s"
        .formatted(
            bar(pool), status.getRunningInstances(), status.getStoppedInstances(), phase(pool));
  }

  /** The same with the time that it took. */
  public static String timed(Duration elapsed, String line) {
    return PrebuildProgress.timed(elapsed, line);
  }

  public static boolean isLeaving(WarmPoolPhase phase) {
    return phase == WarmPoolPhase.WARM_POOL_PHASE_DELETING
        || phase == WarmPoolPhase.WARM_POOL_PHASE_DELETED;
  }

  /** Why it is not waited for any longer. */
  public static String whyNotReady(WarmPool pool) {
    return isLeaving(pool.getStatus().getPhase())
        ? "pool %s has been deleted".formatted(pool.getId())
        : "pool %s is degraded: %s. The agent goes on trying; `pool show` tells how it is"
            .formatted(pool.getId(), pool.getStatus().getFailureMessage());
  }

  static String bar(WarmPool pool) {
    return Bars.pool(
        pool.getStatus().getRunningInstances(),
        pool.getStatus().getStoppedInstances(),
        pool.getSpec().getMaxSize());
  }

  static String phase(WarmPool pool) {
    return Proto.word(pool.getStatus().getPhase(), "WARM_POOL_PHASE_");
  }
}
