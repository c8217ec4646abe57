package dev.prebuild.agent.cli.follow;

import dev.prebuild.agent.cli.output.LiveLine;
import dev.prebuild.agent.cli.view.PrebuildProgress;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.PrebuildStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Follows a prebuild to its end. */
public final class PrebuildFollow {
  private static final Duration PACE = Duration.ofMillis(500);

  private final Look<Prebuild> look;
  private final Optional<LogTail> log;
  private final LiveLine live;
  private final InstantSource clock;
  private final Pause pause;

  /**
   * @param log of the prebuild, if its lines are to be told as well
   */
  public PrebuildFollow(
      Look<Prebuild> look, Optional<LogTail> log, LiveLine live, InstantSource clock, Pause pause) {
    this.look = look;
    this.log = log;
    this.live = live;
    this.clock = clock;
    this.pause = pause;
  }

  /** Tells all that happens; returns how it ended. */
  public Prebuild untilOver() throws InterruptedException {
    Instant start = clock.instant();
    PrebuildStatus told = PrebuildStatus.getDefaultInstance();
    while (true) {
      Prebuild now = look.now();
      boolean isOver = PrebuildProgress.isOver(now.getStatus());
      tellLog(now.getStatus());
      Duration elapsed = Duration.between(start, clock.instant());
      PrebuildProgress.news(told, now.getStatus(), elapsed).forEach(live::keep);
      if (isOver) {
        live.close();
        return now;
      }
      live.show(PrebuildProgress.line(now.getStatus(), elapsed));
      told = now.getStatus();
      pause.pause(PACE);
    }
  }

  /** Before the phase that they led to. */
  private void tellLog(PrebuildStatus status) throws InterruptedException {
    if (log.isPresent() && !status.getLogUrl().isEmpty()) {
      log.get().more().forEach(line -> live.keep(PrebuildProgress.logLine(line)));
    }
  }
}
