package dev.prebuild.agent.testkit;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** Waits for what comes by itself; says what it waited for, and what it saw instead. */
public final class Eventually {
  /** Generous, since a busy machine is no failure. */
  public static final Duration LIMIT = Duration.ofSeconds(60);

  private static final Duration PAUSE = Duration.ofMillis(25);

  private Eventually() {}

  /** Looks again and again until it sees what is awaited; returns that. */
  public static <T> T await(String what, Callable<T> look, Predicate<T> isIt) throws Exception {
    return await(what, LIMIT, look, isIt);
  }

  /** The same with a limit of its own. */
  public static <T> T await(String what, Duration limit, Callable<T> look, Predicate<T> isIt)
      throws Exception {
    long deadline = System.nanoTime() + limit.toNanos();
    T seen = look.call();
    while (!isIt.test(seen)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "awaited for %d s: %s; seen instead: %s".formatted(limit.toSeconds(), what, seen));
      }
      Thread.sleep(PAUSE);
      seen = look.call();
    }
    return seen;
  }

  /** Waits until there is something. */
  public static <T> T present(String what, Callable<Optional<T>> look) throws Exception {
    return await(what, look, Optional::isPresent).orElseThrow();
  }

  /** Waits until it is so. */
  public static void isTrue(String what, Callable<Boolean> look) throws Exception {
    boolean _ = await(what, look, seen -> seen);
  }
}
