package dev.prebuild.agent.cli.follow;

import java.time.Duration;

/** Lets time pass between two looks. */
@FunctionalInterface
public interface Pause {
  void pause(Duration duration) throws InterruptedException;
}
