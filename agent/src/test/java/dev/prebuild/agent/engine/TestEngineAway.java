package dev.prebuild.agent.engine;

import java.nio.file.Path;

/** An engine that is not there. */
public final class TestEngineAway {
  private TestEngineAway() {}

  /** Asks it for its version. */
  public static String ask() {
    try (Engine engine = new Engine(Path.of("/none.sock"), _ -> {})) {
      return engine.call("asking nobody", client -> client.versionCmd().exec().getVersion());
    }
  }
}
