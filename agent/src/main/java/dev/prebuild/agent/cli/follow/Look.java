package dev.prebuild.agent.cli.follow;

/** Asks how something is now. */
@FunctionalInterface
public interface Look<T> {
  T now() throws InterruptedException;
}
