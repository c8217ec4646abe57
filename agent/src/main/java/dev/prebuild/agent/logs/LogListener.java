package dev.prebuild.agent.logs;

import java.util.UUID;

/** Hears what becomes of logs. */
public interface LogListener {

  /** So many bytes of text were written down. */
  void kept(long bytes);

  /** So many bytes of text were given up, since the log has reached its limits or failed. */
  void dropped(long bytes);

  /**
   * A log could not be written or read; its prebuild goes on.
   *
   * @param what was being done
   */
  void failed(UUID prebuildId, String what, Exception cause);
}
