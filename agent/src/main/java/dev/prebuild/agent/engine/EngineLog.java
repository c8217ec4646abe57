package dev.prebuild.agent.engine;

import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.LogConfig.LoggingType;
import java.util.Map;

/**
 * How the engine keeps what a prebuild's container prints until it is in the prebuild's log: in a
 * few files on its disk, of which the last ones stay.
 */
final class EngineLog {
  /** Of one file. */
  static final long FILE_BYTES = 32L << 20;

  private static final int FILES = 3;

  private EngineLog() {}

  static LogConfig bounded() {
    return new LogConfig(
        LoggingType.JSON_FILE,
        Map.of("max-size", Long.toString(FILE_BYTES), "max-file", Integer.toString(FILES)));
  }
}
