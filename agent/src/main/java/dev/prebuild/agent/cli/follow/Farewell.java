package dev.prebuild.agent.cli.follow;

import dev.prebuild.agent.cli.output.LiveLine;

/**
 * Leaves the terminal in order when somebody interrupts (Ctrl-C), and says what goes on without
 * them.
 */
public final class Farewell implements AutoCloseable {
  private final Thread hook;

  private Farewell(Thread hook) {
    this.hook = hook;
  }

  /** In force until it is closed. */
  public static Farewell say(LiveLine live, String words) {
    Thread hook = new Thread(() -> live.keep(words), "farewell");
    Runtime.getRuntime().addShutdownHook(hook);
    return new Farewell(hook);
  }

  @Override
  public void close() {
    try {
      boolean _ = Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It is being said already.
    }
  }
}
