package dev.prebuild.agent.cli.doctor;

import java.nio.file.Path;

/** Asks a container engine how it is; all that the command line knows of engines. */
@FunctionalInterface
public interface EngineProbe {
  /**
   * Asks once, for a few seconds at most.
   *
   * @param socket of the engine
   */
  EngineAnswer ask(Path socket);
}
