package dev.prebuild.agent.cli.follow;

import dev.prebuild.agent.cli.output.ExitCode;
import dev.prebuild.agent.cli.output.Failure;
import dev.prebuild.agent.cli.output.LiveLine;
import dev.prebuild.agent.cli.view.PoolProgress;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import dev.prebuild.config.wire.gitpod.v1.WarmPoolPhase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Waits until a pool is ready. */
public final class PoolFollow {
  private static final Duration PACE = Duration.ofMillis(500);

  /** What is wrong may pass: hosts have to hear of the snapshot first, and failures are retried. */
  private static final Duration LONGEST_DEGRADED = Duration.ofMinutes(1);

  private final Look<WarmPool> look;
  private final LiveLine live;
  private final InstantSource clock;
  private final Pause pause;

  public PoolFollow(Look<WarmPool> look, LiveLine live, InstantSource clock, Pause pause) {
    this.look = look;
    this.live = live;
    this.clock = clock;
    this.pause = pause;
  }

  /**
   * Tells how it fills up; returns it once it is ready.
   *
   * @throws Failure if it is deleted meanwhile, or stays degraded
   */
  public WarmPool untilReady() throws InterruptedException {
    Instant start = clock.instant();
    Instant lastWell = start;
    String told = "";
    while (true) {
      WarmPool now = look.now();
      Instant at = clock.instant();
      WarmPoolPhase phase = now.getStatus().getPhase();
      String line = PoolProgress.line(now);
      if (!line.equals(told)) {
        live.keep(PoolProgress.timed(Duration.between(start, at), line));
        told = line;
      }
      if (phase == WarmPoolPhase.WARM_POOL_PHASE_READY) {
        return now;
      }
      if (phase != WarmPoolPhase.WARM_POOL_PHASE_DEGRADED) {
        lastWell = at;
      }
      boolean isLost = Duration.between(lastWell, at).compareTo(LONGEST_DEGRADED) > 0;
      if (isLost || PoolProgress.isLeaving(phase)) {
        throw new Failure(ExitCode.FAILED, PoolProgress.whyNotReady(now));
      }
      pause.pause(PACE);
    }
  }
}
